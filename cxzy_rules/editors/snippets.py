"""What an editor offers to begin an entry with, in yaml-language-server's own form (`$1`: where the cursor goes first)."""

from __future__ import annotations

from typing import Any

Snippet = dict[str, Any]
RULE: Snippet = {
    "label": "新规则",
    "description": "编号、名称、原文、条件",
    "body": {"id": "${1:file.name}", "label": "${2:要做的一件事}", "quote": "${3:照抄原文}", "when": {"${4:kind}": "$5"}},
}
BOND: Snippet = {
    "label": "新的指导关系",
    "description": "由一个部门指导",
    "body": {
        "id": "${1:supervision.name}",
        "label": "${2:名称}",
        "quote": "${3:照抄原文}",
        "role": "guides",
        "organ": "$4",
        "when": {"kind": "$5"},
    },
}
RULING: Snippet = {
    "label": "新裁定",
    "description": "原文没有说清的，定下来",
    "body": {"id": "${1:name}", "date": "${2:2026-01-01}", "clause": "$3", "quote": "${4:照抄原文}", "text": "${5:定了什么}"},
}
CASE: Snippet = {
    "label": "新案例",
    "description": "一个适用的单位，一个不适用的",
    "body": {
        "name": "${1:一句话说清谁要做、谁不用做。}",
        "units": [{"id": "a", "name": "${2:甲}", "kind": "$3"}, {"id": "b", "name": "${4:乙}", "kind": "$5"}],
        "expect": {"a": {"holds": ["$6"]}, "b": {"lacks": ["$6"]}},
    },
}
UNRULED: Snippet = {
    "label": "不是规则的话",
    "description": "照抄原文，写明理由",
    "body": {"clause": "$1", "quote": "${2:照抄原文}", "reason": "${3:exhortation}", "note": "${4:为什么不是规则}"},
}
SNIPPETS: dict[str, Snippet] = {
    **dict.fromkeys(("activities", "measures", "carriers", "obligations", "requirements"), RULE),
    "supervision": BOND,
    "rulings": RULING,
    "cases": CASE,
    "unruled": UNRULED,
}
