@echo off
rem Finds a Python that is new enough and hands over to start.py. ASCII alone: read the same in every code page.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 (
  py -3 start.py %*
  goto done
)
python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 (
  python start.py %*
  goto done
)
type start-need-python.txt
pause >nul
exit /b 3
:done
if errorlevel 1 pause
