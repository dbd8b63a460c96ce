"""The sorts of mistake that a rulebook's files can have: each by its id, which stays, with its name and how it is mended (Chinese)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for, and what to do where it is found."""

    title: str
    help: str


CHECKS: dict[str, Check] = {
    # the file
    "unreadable-file": Check("文件打不开", "看看文件在不在、有没有读的权限。"),
    "file-too-big": Check("文件太大", "一个规则文件不会有这么大，多半放错了文件。规则可以分在几个文件里。"),
    "not-utf8": Check("不是 UTF-8 编码", "在编辑器里另存为 UTF-8。"),
    "forbidden-characters": Check("有看不见的字符", "控制字符、零宽的空格之类，去掉后再存；常常是从网页、PDF、Word 里粘贴带来的。"),
    "empty-file": Check("文件是空的", "写上内容，或者删掉这个文件。"),
    "broken-yaml": Check(
        "YAML 写法有误", "从这里起读不下去：看这一行和上一行的缩进（用空格，不用制表符）、冒号后的空格、没有合上的引号和括号。"
    ),
    "anchor": Check("用了锚点或别名", "规则文件里不用 & 和 *，把内容照写一遍：每条规则单独读得懂。"),
    "yaml-tag": Check("用了标签", "规则文件里不用感叹号开头的标签，去掉它。文字本身以感叹号开头的，加引号。"),
    "too-deep": Check("嵌套太深", "条件里的条件太多层，拆成 subjects.yaml 里的几个主体。"),
    "bad-key": Check("键不是一个词", "冒号前面要是一个词，不能是列表或另一组键。"),
    "key-doubled": Check("键写了两次", "同一处的同一个键只留一个；两个值不一样时，想想要哪一个。"),
    "bad-value": Check(
        "值读不成",
        "看着像日期或数字，却不是，或者 YAML 会读成另一个数（1:30 是 90，017 是 15）：文字加引号，日期写成 2010-06-30，数写成 50。",
    ),
    "stray-file": Check(
        "没有人读的文件", "规则文件夹里的 YAML 文件都要在该在的地方，否则写了也没有用。移到提示的文件夹，扩展名写成 .yaml。"
    ),
    # the grammar
    "not-a-mapping": Check("应当是“键: 值”", "这里要写成一行一个“键: 值”，冒号后面有空格。"),
    "not-a-list": Check("应当是列表", "这里要写列表：每项一行、以“- ”开头，或者写成 [甲, 乙]。"),
    "unknown-key": Check("没有这个键", "键写错了，或者不属于这里。提示里是相近的键；各处可以用哪些键，见“规则文件怎么写”。"),
    "missing-key": Check("缺少必须的键", "补上提示的键。"),
    "not-text": Check("应当是文字", '数字、日期、true、false 要当文字时加引号，如 clause: "3.1"、version: "1.0"。'),
    "bad-id": Check("不能作编号", "编号用小写英文字母、数字和下划线，中间可以有一个点，如 file.one_thing。"),
    "not-yes-no": Check("只能写 true 或 false", "写 true 或 false，不加引号。"),
    "not-a-day": Check("不是日期", "写成 2010-06-30，不加引号。"),
    "not-allowed": Check("不在允许的值里", "这里只能写提示里的几个词之一。"),
    # what one thing says of another
    "unknown-reference": Check(
        "没有这个裁定、部门、层级或主体", "编号写错了，或者还没有写它：裁定在 rulings，部门、层级在 vocabulary，主体在 subjects.yaml。"
    ),
    "unknown-clause": Check("没有这一条", "条号要在 document/clauses.yaml 里。"),
    "case-unfilled": Check("案例还没有填好", "cxzy rules new 写出的案例要填上名称，并核对各单位应当得到什么。"),
    "unknown-rule": Check("没有这条规则", "规则的编号写错了，或者改了名。"),
    "unknown-unit": Check("案例里没有这个单位", "expect 下面写的，要是同一个案例 units 里的编号。"),
    "id-doubled": Check("编号写了两次", "两样东西不能用一个编号，改掉一个。"),
    "rule-doubled": Check("规则的编号或名称重复", "每条规则的编号和名称都只用一次，答复和台账靠它们认规则。"),
    "section-doubled": Check("一节词汇写在两个文件里", "每一节（kinds、tags 等）只写在一个文件里，合到一处。"),
    "reserved-id": Check("程序自己用的词", "none、superior、part、open 有专门的意思，换一个编号。"),
    "id-not-of-the-program": Check("不是程序认得的编号", "栏目、事实、台账栏目、完成情况的编号由程序定，规则里只给它们叫法。"),
    "ambiguous-word": Check("一个词有两个意思", "花名册里写这个词，就不知道指哪一个：去掉一处。"),
    "spelling-doubled": Check("同一个叫法的日子重叠", "同一个叫法写了几段日子的，前后错开。"),
    "bad-pattern": Check("正则表达式写错了", "这是 Python 的正则表达式；看提示的位置，括号成对，特殊字符前加反斜杠。"),
    # the document
    "no-document": Check("读不到文件原文", "rulebook.yaml 的 document 指的文件要在规则文件夹里，UTF-8 编码，不是空的。"),
    "no-clauses": Check("没有写条款从哪里开始", "写 document/clauses.yaml：每条的编号、名称、开头的几个字。"),
    "clause-not-found": Check("条款的开头找不到", "begins 照原文抄，标点也一样；条款按原文的顺序写。"),
    "clause-doubled": Check("一条写了两次", "条号各不相同，删掉一个。"),
    "text-before-clauses": Check("第一条之前还有文字", "第一条从原文的第一个字起，前面的文字也要归到一条。"),
    "quote-not-in-clause": Check(
        "这一条里没有这句话", "引文要照原文逐字抄，标点也一样，并且在写的这一条里。提示说从第几个字起不同，或者话在哪一条。"
    ),
    "quote-too-long": Check("引文太长", "只引这一件事自己的那一句；一句话里有几件事的，各写一条规则，都引这一句。"),
    # rules
    "no-rulebook": Check("没有 rulebook.yaml", "规则文件夹里要有 rulebook.yaml；看看 --rules 写的文件夹对不对。"),
    "no-rules": Check("一条规则也没有", "在 branches、duties 或 supervision 里写规则。"),
    "no-kinds": Check("一个类型也没有", "在词汇文件里写 kinds：花名册上有哪些类型的单位。"),
    "no-word-for-none": Check("没有词能写明“没有”", "写 none_words，如 [无]：花名册里写它，就是“没有”，和空着不同。"),
    "branch-head": Check("分类文件开头不全", "branches 里的每个文件，开头写 branch、label、clause、quote。"),
    "branch-doubled": Check("一个分类有两个文件", "合成一个文件。"),
    "no-clause-said": Check("没有写是第几条", "在文件开头写 clause，或者在规则里写。"),
    "label-length": Check("名称太长或太短", "用 4 到 24 个字在一行里说出要做的这一件事；外文一个词算两个字。"),
    "label-not-in-quote": Check("名称说的不是引文里的事", "名称的字多数要在引文里，免得名称走样、答复说的不是原文。"),
    "bond-by-whom": Check("由谁领导、指导没有写对", "organ（哪个部门）和 by（按什么定）二者取一；领导写 by: affiliation，别的不这样写。"),
    "days-reversed": Check("日子前后颠倒", "截止日不能早于起始日。"),
    "days-outside-document": Check(
        "日子不在文件的有效期内", "from、until 都要在文件发布之日到最后一日之间，due 不早于发布之日；补充文件的日子在上一层文件的日子里。"
    ),
    "longer-than-its-ground": Check("比它的依据有效得长", "依据的裁定或部门只在一段日子里有效，规则写明的日子不能超出。"),
    "never-in-force": Check("没有一天有效", "规则和它依据的裁定、部门，它问到的词，或者它收紧的规则，没有一天同时有效，对一对日子。"),
    # conditions
    "condition-form": Check("条件的写法不对", "条件写成 {事实: 值}；all、any 下面是列表，每项又是一个条件。"),
    "unknown-fact": Check("没有这个事实", "条件里只能问程序认得的事实，提示里是相近的。"),
    "unknown-value": Check("没有这个值", "写编号，不写名称；提示里是相近的编号。词要先写在词汇文件里。"),
    "empty-list": Check("列表是空的", "一个值也没有，永远不会成立：写上值，或者去掉这一项。"),
    "number-form": Check("数的界限写得不对", "写 {at_least: 数, below: 数} 或 {equals: 数}，数是整数，不加引号。"),
    "never-holds": Check("条件永远不会成立", "条件里有互相排斥的要求，例如这个类型不在这一分类里，或者不能有这个标记。"),
    "condition-too-wide": Check("条件的分支太多", "拆成几条规则，或者用 not 换一种写法。"),
    "fact-without-column": Check("花名册没有这一栏", "规则问的事实要由花名册的一栏决定，在 columns 里加上它。"),
    "column-missing": Check("缺少必须的栏目", "花名册一定要有编号、名称、上级、类型四栏，在 columns 里写上它们的叫法。"),
    "column-without-words": Check("这一栏没有可填的词", "层级、管理体制、标记三栏，要在词汇里写明可以填什么。"),
    # layers
    "layer-order": Check("补充文件的次序不对", "先写底本的 --rules，再写补充文件的；补充文件写明 under 和 issuer_unit，每一套只写一次。"),
    "layer-overrides": Check("补充文件改写了底本的规则", "补充文件只能添加、收紧：换一个编号，收紧的写 sharpens。"),
    "layer-loosens": Check("收紧的规则没有更严", "收紧只能提前期限、缩短周期、增加佐证；放宽、改条件都不行。"),
    "layer-sharpens-twice": Check("同一条规则收紧了两次", "一套补充文件里，底本的一条规则只收紧一次：期限、周期、佐证写在同一条里。"),
    "layer-vocabulary": Check("补充文件改了底本的词汇", "补充文件只能添加类型、标记、部门；已有的词另有叫法，写在 also 里。"),
}
