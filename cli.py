"""Runs the program from a checkout: python cli.py guide …"""

from cxzy_rules.commands.main import program

if __name__ == "__main__":
    program()
