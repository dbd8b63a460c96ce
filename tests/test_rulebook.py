"""A rulebook with one thing damaged tells that thing, in its exact words and place, and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from cxzy_rules.model.place import Unusable
from cxzy_rules.rulebook.load import examine, load
from tests.conftest import ROOT


@dataclass(frozen=True)
class Mistake:
    """In `file`, from `after` on, `old` becomes `new`; told at the first `at` from `after` on, with the words `told`."""

    file: str
    after: str
    old: str
    new: str
    at: str
    told: str

    def made_in(self, folder: Path) -> str:
        """Makes the mistake; the line that must be told."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        start = text.index(self.after)
        position = text.index(self.old, start)
        text = text[:position] + self.new + text[position + len(self.old) :]
        path.write_text(text, encoding="utf-8")
        return f"rules/{self.file}:{place(text, self.at, start)}: {self.told}"


def place(text: str, words: str, start: int = 0) -> str:
    """The line and column of the first `words` from `start` on."""
    before = text[: text.index(words, start)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped rulebook, seen from the folder above it."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in examine(folder)[1]]


COMMUNITY, RURAL, WHO = "branches/community.yaml", "branches/rural.yaml", "supervision/who.yaml"
KINDS, ORGANS, TAGS, NAMES, SETTLEMENT, COLUMNS, LEDGER, FACTS, WORDS = (
    f"vocabulary/{name}.yaml" for name in ("kinds", "organs", "tags", "names", "settlement", "columns", "ledger", "facts", "words")
)
UNRULED, RULINGS, CLAUSES = "document/unruled.yaml", "rulings/branches.yaml", "document/clauses.yaml"

RULE = "id: rural.village_premises"
WHEN = "when: {kind: [township_committee, village]}"
QUOTE = "quote: 推进不适应村整顿转化工作和村级组织活动场所建设"
LABEL = "label: 推进村级组织活动场所建设"
LENGTH = "用 4 到 24 个字说出要做的这一件事"
PARAGRAPH = "完善村干部教育管理、考核奖惩以及离任村主干待遇保障制度；" * 4
WHOLE = f"写 -{2**53} 到 {2**53} 之间的整数"
CHOICE = [{"any": [{"superior": {"members": {"equals": 2 * n}}}, {"superior": {"members": {"equals": 2 * n + 1}}}]} for n in range(7)]
NEVER = "规则“rural.village_premises”的条件永远不会成立\n    条件里有互相排斥的要求"


def rule(old: str, new: str, at: str, told: str) -> Mistake:
    """A mistake in one rule of a branch's file."""
    return Mistake(RURAL, RULE, old, new, at, told)


def when(written: str, at: str, told: str) -> Mistake:
    """A mistake in that rule's condition."""
    return rule(WHEN, f"when: {written}", at, told)


def more(line: str, at: str, told: str) -> Mistake:
    """A key too many in that rule."""
    return rule(QUOTE, f"{QUOTE}\n    {line}", at, told)


CONDITIONS = {
    "a fact misspelt": when("{knd: village}", "knd", "没有“knd”这个事实\n    是不是想写：kind、under"),
    "a kind misspelt": when("{kind: vilage}", "vilage", "“kind”没有“vilage”这个值\n    是不是想写：village"),
    "one kind of two misspelt": when("{kind: [village, towns]}", "towns", "“kind”没有“towns”这个值\n    是不是想写：township_committee"),
    "a branch by its label": when(
        "{branch: 农春}",
        "农春",
        "“branch”没有“农春”这个值\n    要写编号：rural（农村）",
    ),
    "a tag misspelt": when("{tags: misfit}", "misfit", "“tags”没有“misfit”这个值\n    是不是想写：misfit_village"),
    "a subject unknown": when("{is: basic}", "basic", "没有“basic”这个主体\n    是不是想写：basic_organisation"),
    "a number as text": when('{members: {at_least: "5"}}', '"5"', f"“5”不是可用的整数\n    {WHOLE}"),
    "a number as a truth": when("{members: {below: true}}", "true", f"“true”不是可用的整数\n    {WHOLE}"),
    "a number with a fraction": when("{members: {below: 5.5}}", "5.5", f"“5.5”不是可用的整数\n    {WHOLE}"),
    "a number too big": when(f"{{members: {{below: {2**53 + 1}}}}}", f"{2**53 + 1}", f"“{2**53 + 1}”不是可用的整数\n    {WHOLE}"),
    "a number without bounds": when("{members: 5}", "5}", "“members”要写成 {at_least: 数, below: 数} 或 {equals: 数}"),
    "a bound misspelt": when("{members: {atleast: 5}}", "atleast", "没有“atleast”这种界限\n    可以写：at_least、below、equals"),
    "equal and below": when("{members: {equals: 5, below: 9}}", "{equals", "equals 不能和别的界限同时写"),
    "a flag as text": when('{committee: "yes"}', '"yes"', "“committee”只能是 true 或 false"),
    "an empty list": when("{kind: []}", "[]", "“kind”下面的列表是空的，永远不会成立"),
    "no alternative": when("{any: []}", "[]", "“any”下面应当是条件的列表，至少一项"),
    "alternatives that are no list": when("{all: {kind: village}}", "{kind", "“all”下面应当是条件的列表，至少一项"),
    "a list negated": when("{not: [{kind: village}]}", "[{kind", "条件应当写成 {事实: 值}\n    例如 {kind: 类型的编号}"),
    "an empty condition": when("{}", "{}", "条件应当写成 {事实: 值}\n    例如 {kind: 类型的编号}"),
    "a bare word": when("village", "village\n", "条件应当写成 {事实: 值}\n    例如 {kind: 类型的编号}"),
    "a kind of another branch": when("{kind: community}", RULE, NEVER),
    "a tag that the kind cannot bear": when("{kind: township_committee, tags: misfit_village}", RULE, NEVER),
    "an organ of another branch": when("{organ: justice_bureau}", RULE, NEVER),
    "a fact and its opposite": when("{paired: true, not: {paired: true}}", RULE, NEVER),
    "two bounds that exclude each other": when("{all: [{members: {at_least: 5}}, {members: {below: 5}}]}", RULE, NEVER),
    "a superior that cannot be": when("{under: {kind: village, branch: university}}", RULE, NEVER),
    "too many alternatives": when(
        f"{{all: {json.dumps(CHOICE)}}}", RULE, "规则“rural.village_premises”的条件分支太多\n    拆成几条规则，或用 not 换一种写法"
    ),
    "a kind of another branch's file": Mistake(
        COMMUNITY,
        "id: community.subdistrict_as_core",
        "kind: subdistrict",
        "kind: village",
        "id:",
        "规则“community.subdistrict_as_core”的条件永远不会成立\n    条件里有互相排斥的要求",
    ),
}
QUOTES = {
    "a clause unknown": more('clause: "3.99"', '"3.99"', "没有第 3.99 条\n    是不是想写：3.9、3.8、3.7"),
    "one character changed": rule(
        QUOTE,
        QUOTE.replace("和村级", "与村级"),
        "推进不适应村整顿转化工作与",
        "第 3.1 条里没有“推进不适应村整顿转化工作与村级组织活动场所建设”这句话\n    "
        "原文是“推进不适应村整顿转化工作和村级组织活动场所建设”，从第 13 个字起不同",
    ),
    "the first character changed": rule(
        QUOTE,
        "quote: 促进不适应村整顿转化工作",
        "促进不适应",
        "第 3.1 条里没有“促进不适应村整顿转化工作”这句话\n    请照原文逐字抄，标点也要一样",
    ),
    "a full stop for a comma": rule(
        QUOTE,
        "quote: 推进不适应村整顿转化工作和村级组织活动场所建设。",
        "推进不适应",
        "第 3.1 条里没有“推进不适应村整顿转化工作和村级组织活动场所建设。”这句话\n    "
        "原文是“推进不适应村整顿转化工作和村级组织活动场所建设，”，从第 24 个字起不同",
    ),
    "words of another clause": rule(
        QUOTE, "quote: 认真落实“三有一化”要求", "认真", "第 3.1 条里没有“认真落实“三有一化”要求”这句话\n    这句话在第 3.5 条"
    ),
    "a paragraph quoted whole": rule(QUOTE, f"quote: {PARAGRAPH}", PARAGRAPH, "引文有 112 个字，超过 80 个\n    只引这一件事自己的那一句"),
    "a branch's own words": Mistake(
        RURAL, "", "quote: 农村党组织", "quote: 乡村党组织", "乡村", "第 3.1 条里没有“乡村党组织”这句话\n    请照原文逐字抄，标点也要一样"
    ),
    "a ruling's words": Mistake(
        RULINGS,
        "id: presidents_of_public_universities",
        "quote: 坚持和完善党委",
        "quote: 坚持党委",
        "坚持党委",
        "第 3.7 条里没有“坚持党委领导下的校长负责制”这句话\n    原文是“坚持和完善党委领导下的校长”，从第 3 个字起不同",
    ),
    "words left out of the rules": Mistake(
        UNRULED, '{clause: "N", quote: 各党总支', "各党总支", "各党支部", "各党支部", "第 N 条里没有“各党支部、各单位：……”这句话"
    ),
}
LABELS = {
    "事项": rule(LABEL, "label: 事项", "事项", f"名称“事项”有 2 个字\n    {LENGTH}"),
    "three characters": rule(LABEL, "label: 场所建", "场所建", f"名称“场所建”有 3 个字\n    {LENGTH}"),
    "25 characters": rule(
        LABEL, f"label: {'推进村级活动' * 4}建", "推进村级活动推", f"名称“{'推进村级活动' * 4}建”有 25 个字\n    {LENGTH}"
    ),
    "another thing": rule(
        LABEL, "label: 开展文艺演出比赛", "开展文艺", f"名称“开展文艺演出比赛”说的不是引文里的事（只有 0% 的字在引文里）\n    {LENGTH}"
    ),
    "half another thing": rule(
        LABEL, "label: 活动场所文艺演出", "活动场所文艺", f"名称“活动场所文艺演出”说的不是引文里的事（只有 50% 的字在引文里）\n    {LENGTH}"
    ),
    "blank": rule(LABEL, "label: ' '", "' '", "这里要写文字"),
    "a number": rule(LABEL, "label: 2010", "2010", "这里要写文字\n    数字、日期、真假值要当文字时请加引号"),
}
KEYS = {
    "a list for a word": rule(
        RULE, "id: [a]", "[a]", "“[a]”不能作编号\n    用小写英文字母、数字和下划线，中间可以有一个点，如 file.one_thing"
    ),
    "a mapping for a day": more("due: {a: [b]}", "{a", "“{a: [b]}”不是日期\n    写成 2010-06-30"),
    "a day that is none": more("due: 2010-13-40", "2010-13", "“2010-13-40”读不成一个值\n    文字请加引号，日期写成 2010-06-30"),
    "a day that is none in a condition": rule(
        WHEN, "when: {kind: 2010-13-40}", "2010-13", "“2010-13-40”读不成一个值\n    文字请加引号，日期写成 2010-06-30"
    ),
    "a list for a rhythm": more("rhythm: [year, month]", "[year", "“[year, month]”不在允许的值里\n    可以写：half_year、year"),
    "a list for a number": rule(WHEN, "when: {members: {below: [5]}}", "[5]", f"“[5]”不是可用的整数\n    {WHOLE}"),
    "a list for a subject": rule(WHEN, "when: {is: [enterprise]}", "[enter", "没有“[enterprise]”这个主体\n    是不是想写：enterprise"),
    "a key misspelt": rule("    when:", "    wen:", "wen", "规则没有“wen”这个键\n    是不是想写：when"),
    "a key of another section": Mistake(
        WHO,
        "role: leads",
        "role: leads",
        "role: leads\n    due: 2011-06-30",
        "due",
        "规则没有“due”这个键\n    是不是想写：quote、clause、id",
    ),
    "no id": rule(f"{RULE}\n    label", "label", "label", "规则缺少“id”"),
    "an id in capitals": rule(
        RULE,
        "id: Rural.Premises",
        "Rural.Premises",
        "“Rural.Premises”不能作编号\n    用小写英文字母、数字和下划线，中间可以有一个点，如 file.one_thing",
    ),
    "no quote": rule(f"    {QUOTE}\n", "", RULE, "规则缺少“quote”"),
    "a rule that is a word": rule(f"{RULE}\n", f"随便\n  - {RULE}\n", "随便", "规则应当是“键: 值”的形式"),
    "a section that is a word": Mistake(RURAL, "", "carriers: []", "carriers: 无", "无 ", "规则应当是列表，每项以“- ”开头"),
    "a day in words": more("from: 明天", "明天", "“明天”不是日期\n    写成 2010-06-30"),
    "a day as text": more('until: "2011-06-30"', '"2011', "“2011-06-30”不是日期\n    写成 2010-06-30"),
    "a day with an hour": more("due: 2011-06-30 10:00:00", "2011", "“2011-06-30 10:00:00”不是日期\n    写成 2010-06-30"),
    "an end before the start": more("from: 2011-07-01\n    until: 2011-06-30", "2011-06-30", "until 早于 from，永远不会成立"),
    "a rhythm unknown": more("rhythm: weekly", "weekly", "“weekly”不在允许的值里\n    可以写：half_year、year"),
    "a truth as a number": more("audited: 1", "1\n", "这里只能写 true 或 false"),
    "a clause as a number": more("clause: 3.1", "3.1", "这里要写文字\n    数字、日期、真假值要当文字时请加引号"),
    "a ruling misspelt": more(
        "ruling: village_sistems",
        "village_sistems",
        "没有“village_sistems”这个裁定\n    是不是想写：village_systems、villages_under_subdistricts、branches_in_villages",
    ),
}
SUPERVISION = {
    "a role unknown": Mistake(
        WHO, "", "role: leads", "role: lead", "lead\n", "“lead”不在允许的值里\n    可以写：leads、guides、coordinates"
    ),
    "neither organ nor by": Mistake(
        WHO, "id: supervision.leading_group", "    organ: leading_group\n", "", "id:", "监督关系要写 organ 或 by，二者取一"
    ),
    "both organ and by": Mistake(
        WHO,
        "id: supervision.leading_group",
        "    organ: leading",
        "    by: authority\n    organ: leading",
        "id:",
        "监督关系要写 organ 或 by，二者取一",
    ),
    "leading without affiliation": Mistake(
        WHO,
        "id: supervision.affiliation",
        "by: affiliation",
        "by: authority",
        "id:",
        "领导（leads）按隶属关系，要写 by: affiliation；别的关系不按隶属",
    ),
    "guiding by affiliation": Mistake(
        WHO,
        "id: supervision.affiliation",
        "role: leads",
        "role: guides",
        "id:",
        "领导（leads）按隶属关系，要写 by: affiliation；别的关系不按隶属",
    ),
    "an organ misspelt": Mistake(
        WHO,
        "id: supervision.leading_group",
        "organ: leading_group\n",
        "organ: leading_grup\n",
        "leading_grup\n",
        "没有“leading_grup”这个部门\n    是不是想写：leading_group",
    ),
    "a counterpart's ruling misspelt": Mistake(
        WHO,
        "id: supervision.united_front",
        "counterpart: county_bureaus",
        "counterpart: county_buros",
        "county_buros",
        "没有“county_buros”这个裁定\n    是不是想写：county_bureaus、commendation_days、whole_periods",
    ),
}
VOCABULARY = {
    "a column that the program does not know": Mistake(
        COLUMNS,
        "{id: members",
        "members",
        "member_count",
        "member_count",
        "columns里不能有“member_count”，编号要用程序认得的\n    是不是想写：members、management",
    ),
    "a state that the program does not know": Mistake(
        LEDGER,
        "{id: done",
        "done",
        "finished",
        "finished",
        "statuses里不能有“finished”，编号要用程序认得的\n    是不是想写：waived、not_started",
    ),
    "a ledger's column that the program does not know": Mistake(
        LEDGER,
        "{id: until",
        "until",
        "to",
        "to,",
        "ledger_columns里不能有“to”，编号要用程序认得的\n"
        "    程序认得的有：unit、unit_name、superior、item、rule、period、status、date、evidence、note、until、other",
    ),
    "a fact that the program does not know": Mistake(
        FACTS,
        "",
        "id: committee",
        "id: comittee",
        "comittee",
        "facts里不能有“comittee”，编号要用程序认得的\n    是不是想写：committee、members",
    ),
    "two organs of one name": Mistake(
        ORGANS,
        "organs:",
        "[宣传部]",
        "[宣传部, 组织部]",
        "- id",
        "“组织部”既指“organisation_department”又指“propaganda_department”\n    一个名称只能指一个部门",
    ),
    "an organ's level unknown": Mistake(
        ORGANS, "", "level: city", "level: town", "town", "“level”没有“town”这个值\n    是不是想写：township、county"
    ),
    "a kind's branch unknown": Mistake(
        KINDS, "id: village", "branch: rural", "branch: rurl", "rurl", "“branch”没有“rurl”这个值\n    是不是想写：rural"
    ),
    "a kind's level unknown": Mistake(
        KINDS, "id: village", "level: village", "level: vilage", "vilage", "“level”没有“vilage”这个值\n    是不是想写：village、base"
    ),
    "one word for two kinds": Mistake(
        KINDS, "{id: law_firm", "[律所]", "[行政村]", "{id", "“行政村”既指“village”又指“law_firm”\n    一个词只能有一个意思"
    ),
    "a kind's key unknown": Mistake(
        KINDS, "{id: law_firm", "level:", "levl:", "levl", "kinds没有“levl”这个键\n    是不是想写：level、label"
    ),
    "a settlement's kind unknown": Mistake(
        SETTLEMENT,
        "",
        "kind: community",
        "kind: comunity",
        "comunity",
        "“kind”没有“comunity”这个值\n    是不是想写：community、university、accounting_firm",
    ),
    "a pattern's kind unknown": Mistake(
        NAMES,
        "{id: law_firm",
        "kind: law_firm",
        "kind: law_frm",
        "law_frm",
        "“kind”没有“law_frm”这个值\n    是不是想写：law_firm、accounting_firm",
    ),
    "a pattern twice": Mistake(NAMES, "{id: accounting_firm", "accounting_firm", "law_firm", "{id", "名称规则“law_firm”写了两次"),
    "a pattern broken": Mistake(NAMES, "{id: law_firm", "pattern: '", "pattern: '(", "'(", "正则表达式写错了（第 1 个字符附近）"),
    "a form broken": Mistake(NAMES, "no_committee:", "'(?:", "'(?:[", "'(?:[", "正则表达式写错了（第 4 个字符附近）"),
    "an organ's frame broken": Mistake(NAMES, "organ_name:", "before: '", "before: '(", "before", "organ_name 的正则表达式写错了"),
    "one key in two files": Mistake(
        TAGS, "tags:", "tags:", "levels: []\ntags:", "levels", "“levels”在两个词汇文件里都有\n    另一处在 rules/vocabulary/levels.yaml:4:3"
    ),
    "a file's key unknown": Mistake(
        TAGS,
        "tags:",
        "tags:",
        "settlements: []\ntags:",
        "settlements",
        "词汇文件没有“settlements”这个键\n    是不是想写：settlement、management、levels",
    ),
}
FILES = {
    "the first day in words": Mistake("rulebook.yaml", "", "2010-05-31", "去年", "去年", "“去年”不是日期\n    写成 2010-06-30"),
    "the document's name missing": Mistake("rulebook.yaml", "", "document: document/text.txt\n", "", "id:", "rulebook.yaml缺少“document”"),
    "a reason unknown": Mistake(
        UNRULED,
        "",
        "reason: out_of_scope",
        "reason: other",
        "other",
        "“other”不在允许的值里\n    可以写：principle、exhortation、procedure、address、out_of_scope",
    ),
}
ALL = [
    pytest.param(mistake, id=f"{name}: {case}")
    for name, table in {
        "condition": CONDITIONS,
        "quote": QUOTES,
        "label": LABELS,
        "key": KEYS,
        "supervision": SUPERVISION,
        "vocabulary": VOCABULARY,
        "file": FILES,
    }.items()
    for case, mistake in table.items()
]


@pytest.mark.parametrize("mistake", ALL)
def test_a_mistake_is_told_and_nothing_else(mistake: Mistake, rules: Path) -> None:
    expected = mistake.made_in(rules)
    assert told(rules) == [expected]


def test_the_shipped_rulebook_has_no_mistake(rules: Path) -> None:
    assert told(rules) == []
    assert load(rules).folder == rules


TWICE = {
    "编号“rural.model_168”": rule(RULE, "id: rural.model_168", "rural.model_168", ""),
    "名称“推广“168”农村基层党建工作模式”": rule(LABEL, "label: 推广“168”农村基层党建工作模式", "推广“168”", ""),
}


@pytest.mark.parametrize(("what", "mistake"), TWICE.items(), ids=["id", "label"])
def test_two_rules_of_one_name(what: str, mistake: Mistake, rules: Path) -> None:
    here = mistake.made_in(rules)
    there = place((rules / RURAL).read_text(encoding="utf-8"), mistake.at)
    lines = told(rules)
    assert f"{here}{what}和另一条规则重复\n    另一条在 rules/{RURAL}:{there}" in lines
    assert len(lines) == (1 if what.startswith("编号") else 2)


def test_a_key_twice_names_the_first(rules: Path) -> None:
    here = more(QUOTE, "quote: 推进不适应村整顿转化工作和村级组织活动场所建设\n    when", "键“quote”写了两次\n").made_in(rules)
    line = int(here.split(":")[1]) - 1
    assert told(rules) == [f"{here}    前一次在第 {line} 行，只留一处"]


ALIAS = when("{kind: &k village}", "&k", "不允许用锚点（&）和别名（*）\n    把内容照写一遍")
KEYS_OF_WORDS = "kinds、levels、management、tags、organs、settlement、names、organ_name、forms、none_words、county_level"
LIST_OF_WORDS = f"词汇文件应当是“键: 值”的形式\n    可用的键：{KEYS_OF_WORDS}、columns、ledger_columns、statuses、facts"


@pytest.mark.parametrize("text", ["- {id: done, label: 已完成}\n", "已完成\n"], ids=["a list", "a word"])
def test_a_vocabulary_file_that_holds_no_keys(text: str, rules: Path) -> None:
    (rules / "vocabulary" / "more.yaml").write_text(text, encoding="utf-8")
    assert told(rules) == [f"rules/vocabulary/more.yaml:1:1: {LIST_OF_WORDS}"]


NOT_READ = {
    "branch/rural.yaml": "没有读这个文件\n    是不是想写：branches",
    "branches/old/rural.yaml": "没有读这个文件\n    是不是想写：branches",
    "subject.yaml": "没有读这个文件\n    是不是想写：subjects.yaml、rulebook.yaml",
    "branches/rural.yml": "没有读这个文件\n    扩展名要写成 .yaml",
}


@pytest.mark.parametrize(("file", "expected"), NOT_READ.items(), ids=NOT_READ.keys())
def test_a_file_that_nobody_would_read_is_told(file: str, expected: str, rules: Path) -> None:
    (rules / file).parent.mkdir(exist_ok=True)
    (rules / file).write_text("rules: []\n", encoding="utf-8")
    assert told(rules) == [f"rules/{file}: {expected}"]


def test_what_lies_beside_the_clauses_must_be_unruled_words(rules: Path) -> None:
    (rules / "document" / "more.yaml").write_text("unruld: []\n", encoding="utf-8")
    assert told(rules) == [
        "rules/document/more.yaml:1:1: 文件没有“unruld”这个键\n    是不是想写：unruled",
        "rules/document/more.yaml:1:1: 文件缺少“unruled”",
    ]


FELT_ELSEWHERE = {
    "a branch by a word that is the program's": (
        Mistake(RURAL, "branch:", "branch: rural", "branch: none", "none", "“none”是程序自己用的词，不能作编号\n    换一个编号"),
        f"rules/{KINDS}",
    ),
    "a kind by a word that is the program's": (
        Mistake(KINDS, "{id: law_firm", "law_firm", "part", "part", "“part”是程序自己用的词，不能作编号\n    换一个编号"),
        f"rules/{NAMES}",
    ),
    "no number column": (
        Mistake(
            COLUMNS, "columns:", "id: id", "id: idd", "- id: idd", "花名册的栏目（columns）缺少“id”\n    写上 {id: id, label: 表头上的叫法}"
        ),
        f"rules/{COLUMNS}",
    ),
    "text before the first clause": (
        Mistake(
            CLAUSES,
            "clauses:",
            '" 转发中共泉州市委',
            '"中共泉州市委',
            "- {",
            "第一条之前还有文字，没有归到任何一条\n    第一条应当从文件开头起",
        ),
        f"rules/{UNRULED}",
    ),
    "an anchor": (ALIAS, ""),
    "broken YAML": (
        when("{kind: [village}", "}", "YAML 写法有误，从这里起读不下去\n    看看这一行和上一行的缩进、冒号、引号、括号"),
        "",
    ),
    "a clause's beginning": (
        Mistake(
            CLAUSES,
            "",
            "begins: 农村党组织",
            "begins: 乡村党组织",
            '{id: "3.1"',
            "第 3.1 条的开头“乡村党组织要把开展创先争优活动”在前一条之后找不到\n    照原文抄一段开头的话",
        ),
        f"rules/{RURAL}",
    ),
    "a clause twice": (Mistake(CLAUSES, '{id: "3.2"', '"3.2"', '"3.1"', "{", "第 3.1 条写了两次"), "rules/branches/non_public.yaml"),
    "a branch's name": (Mistake(RURAL, "branch:", "label: 农村\n", "", "branch", "分类文件开头缺少：label"), "rules/subjects.yaml"),
    "a branch twice": (
        Mistake(RURAL, "branch:", "branch: rural", "branch: community", "branch", "分类“community”有两个文件"),
        f"rules/{KINDS}",
    ),
    "a kind twice": (Mistake(KINDS, "{id: law_firm", "law_firm", "village", "{id", "“village”写了两次"), f"rules/{WHO}"),
    "a tag's kind": (
        Mistake(TAGS, "", "kinds: [village]", "kinds: [vilage]", "vilage", "“kinds”没有“vilage”这个值\n    是不是想写：village"),
        f"rules/{RURAL}",
    ),
    "a ruling twice": (
        Mistake(RULINGS, "id: meetings", "meetings_and_mobile_members", "village_systems", "id", "裁定“village_systems”写了两次"),
        "rules/branches/new_social.yaml",
    ),
    "a subject twice": (
        Mistake("subjects.yaml", "{id: enterprise", "enterprise", "basic_organisation", "{id", "主体“basic_organisation”写了两次"),
        "rules/duties/general.yaml",
    ),
    "a subject in a subject": (
        Mistake(
            "subjects.yaml",
            "",
            "{is: superior_organisation}",
            "{is: superior}",
            "superior}",
            "没有“superior”这个主体\n    是不是想写：superior_organisation",
        ),
        "rules/duties/steps.yaml",
    ),
}


@pytest.mark.parametrize(("mistake", "elsewhere"), FELT_ELSEWHERE.values(), ids=FELT_ELSEWHERE.keys())
def test_the_cause_is_told_beside_what_follows_from_it(mistake: Mistake, elsewhere: str, rules: Path) -> None:
    expected = mistake.made_in(rules)
    lines = told(rules)
    assert expected in lines
    assert any(line.startswith(f"{elsewhere}:") for line in lines) == bool(elsewhere)
    assert elsewhere or lines == [expected], "a file that cannot be read at all must not make others look wrong"


MISSING = {
    "rulebook.yaml": "rules: 这个文件夹里没有可用的 rulebook.yaml\n    规则文件夹里要有 rulebook.yaml",
    "document/text.txt": "rules/document/text.txt: 读不到文件原文\n    应当是 UTF-8 编码的文本文件",
    CLAUSES: "rules/document: 没有写条款从哪里开始\n    要有 document/clauses.yaml，里面有 clauses",
}


@pytest.mark.parametrize(("file", "expected"), MISSING.items(), ids=MISSING.keys())
def test_a_missing_file_is_told(file: str, expected: str, rules: Path) -> None:
    (rules / file).unlink()
    assert expected in told(rules)
    assert len(told(rules)) == 1 or file != "rulebook.yaml"


def test_an_empty_folder_is_no_rulebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leer").mkdir()
    assert told(Path("leer")) == ["leer: 这个文件夹里没有可用的 rulebook.yaml\n    规则文件夹里要有 rulebook.yaml"]


def test_all_mistakes_of_all_files_at_once_and_sorted(rules: Path) -> None:
    made = [
        LABELS["事项"],
        KEYS["a day in words"],
        QUOTES["a ruling's words"],
        SUPERVISION["a role unknown"],
        VOCABULARY["a pattern broken"],
    ]
    expected = [mistake.made_in(rules) for mistake in made]
    problems = examine(rules)[1]
    assert sorted(map(str, problems)) == sorted(expected)
    assert [problem.place for problem in problems] == sorted(problem.place for problem in problems)
    with pytest.raises(Unusable) as caught:
        load(rules)
    assert caught.value.problems == tuple(problems)


def test_a_rulebook_beside_the_user_is_shown_with_its_whole_path(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LABELS["事项"].made_in(rules)
    (rules.parent / "elsewhere").mkdir()
    monkeypatch.chdir(rules.parent / "elsewhere")
    assert [problem.place.path for problem in examine(rules)[1]] == [str(rules / RURAL)]


def test_an_interval_that_no_number_is_in_can_never_hold(rules: Path) -> None:
    expected = when("{members: {at_least: 5, below: 5}}", RULE, NEVER).made_in(rules)
    assert told(rules) == [expected]


def test_an_organ_must_cite_the_document(rules: Path) -> None:
    Mistake(ORGANS, "id: civil_affairs_bureau", "quote: 市民政局", "quote: 市民证局", "id:", "").made_in(rules)
    assert any("第 5.1 条里没有“市民证局”这句话" in line for line in told(rules))


def test_a_ruling_misspelt_in_the_vocabulary_has_a_place(rules: Path) -> None:
    Mistake(NAMES, "{id: living_area", "ruling: living_areas", "ruling: living_area", "{id", "").made_in(rules)
    assert told(rules)[0].startswith(f"rules/{NAMES}:")
