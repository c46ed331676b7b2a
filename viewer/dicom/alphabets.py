"""A guess at text whose character set is not declared, or declared as what it cannot be: only on strong evidence, and told as a guess.

Every set that the bytes are sound in is weighed by how likely its letters are in names and short descriptions (logarithms of rough
frequencies); one is believed only where it is far likelier than all others. Words with letters of ASCII next to the others are
European: no guess touches them.
"""

import math
import re
from collections.abc import Callable
from functools import lru_cache

__all__ = ["central", "convincing", "guess", "lettered", "sibling", "torn", "western"]

_MOST = 1 << 12  # bytes or letters that are looked at
_LEAST_LETTERS = 7  # of one byte each
_LEAST_SIGNS = 2  # of two
_AHEAD, _FAR_AHEAD, _LITTLE = 5.0, 8.0, 5  # by how much the likeliest is likelier than any other; more of so few bytes

# ---- western letters, in cp1252

_LETTERS = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸªº")
_SIGNS = frozenset("°²³µ§®©™·–—‘’“”„‚…€£¡¿«»±×÷½¼¾¹\xa0´`¨•†")
_RUN = re.compile("[^\0-\x7f]+")
_MOST_IN_A_ROW = 3
_NO_WORD = 4  # accented letters without any other


def western(text: str) -> bool:
    """Whether text in the western set can be meant: its letters stand as in words, and its signs beside them."""
    text = text[:_MOST]
    if sum(letter in _LETTERS for letter in text) >= _NO_WORD and not re.search("[A-Za-z]", text):
        return False
    for found in _RUN.finditer(text):
        run = found[0]
        letters = re.split("[^" + "".join(_LETTERS) + "]+", run)
        if any(len(part) > _MOST_IN_A_ROW for part in letters) or not all(letter in _LETTERS or letter in _SIGNS for letter in run):
            return False
        signs = [letter for letter in run if letter not in _LETTERS]
        if len(signs) > 2 and sum(letter not in "’“”„‘«»–—…·\xa0" for letter in signs) > 2:
            return False
        touched = text[found.start() - 1 : found.start()].isalpha() or text[found.end() : found.end() + 1].isalpha()
        if signs and any(letters) and len(run) > 1 and not all(letter in "’´\xa0–“”„«»·" for letter in signs):
            return False
        before = text[found.start() - 1 : found.start()]
        if before.isalpha() and any(letter in "¡¿" for letter in signs):
            return False
        if touched and any(letter in "³¹¼½¾±×÷¤¦¬¯¸¢¥¶" for letter in signs) and not (run == "³" and before == "m"):
            return False
        if before.islower() and run[0].isupper():
            return False
    return not torn(text)


_TORN = re.compile(  # inside a word, and at its beginning
    "[^\\W\\d_](?:[³¹£¥¼¾¿¶](?=[^\\W\\d_])|[ªº](?=[a-zß-ÿ]))|(?<![^\\W_])(?:[£¯¦](?=[^\\W\\d_])|ª(?=[a-zß-ÿ]))|[Œœ][Ww]"
)
_ASKING = re.compile("(?<![^\\W_])¿(?=[a-zß-ÿ])")


def torn(text: str) -> bool:
    """Whether in the western set symbols stand in words where those of Central Europe have letters: "Ma³gorzata", "£ukasz", "Bucureºti"."""
    text = text[:_MOST]
    return _TORN.search(text) is not None or ("?" not in text and _ASKING.search(text) is not None)


def lettered(text: str) -> bool:
    """Whether text in the western set has accented letters, and not only signs, so that its set makes a difference to a name."""
    return any(letter in _LETTERS and letter not in "ªº" for letter in text[:_MOST])


# ---- alphabets of single bytes

_CYRILLIC = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґъёјљњћђџў",
    [109, 85, 90, 75, 67, 55, 55, 50, 60, 44, 40, 34, 30, 26, 26, 22, 15, 17, 20, 16, 18, 14, 14, 10, 9, 9, 8, 6, 3, 4, 5, 3, 1, 1, 0.2, 0.4, 0.4,
     0.3, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1],
)  # fmt: skip
_GREEK = (
    "αοιετσνηυρπκςμλωγδθχφβξζψάέήίόύώϊϋΐΰ",
    [120, 95, 85, 80, 70, 50, 60, 45, 35, 45, 40, 40, 45, 35, 35, 20, 20, 20, 14, 11, 10, 9, 4, 4, 2, 15, 12, 10, 14, 15, 8, 6, 0.5, 0.3, 0.1, 0.1],
)  # fmt: skip
_HEBREW = (
    "יוהלאמרבתשנחדפקגעצזטסכםןךףץ",
    [110, 100, 85, 70, 65, 60, 62, 50, 50, 48, 45, 28, 32, 22, 25, 20, 32, 14, 14, 14, 18, 25, 22, 28, 5, 3, 3],
)
_ARABIC = (
    "اليمنورتبةهدعفسحكقجصشطخضذزءغثىأإئؤآظ",
    [130, 110, 70, 75, 60, 60, 52, 42, 42, 25, 35, 42, 42, 26, 32, 36, 22, 18, 16, 12, 14, 10, 9, 7, 6, 8, 5, 6, 4, 6, 14, 6, 5, 2, 2, 2],
)
_THAI = (
    "านรอกเง่มยลวดทสตะปบคหแจพช้ัิีขไใโผ็ึืุู์ำศณษภธฐถญซฟฉฎฏฑฒฬฮฆฤฌๆฯ",
    [70, 65, 65, 48, 48, 40, 42, 45, 38, 33, 33, 33, 30, 30, 32, 26, 22, 22, 24, 24, 26, 18, 20, 20, 18, 28, 30, 30, 28, 13, 12, 9, 8, 8, 5, 5,
     9, 15, 10, 16, 8, 12, 10, 5, 6, 8, 3, 8, 4, 4, 4, 2, 0.5, 0.5, 1, 1, 1, 2, 0.6, 1, 0.5, 0.5, 0.5],
)  # fmt: skip

_SINGLE = (
    ("Cyrillic", ("cp1251", "iso8859-5", "koi8-u", "cp866"), _CYRILLIC),
    ("Greek", ("cp1253", "iso8859-7"), _GREEK),
    ("Hebrew", ("cp1255", "iso8859-8"), _HEBREW),
    ("Arabic", ("cp1256", "iso8859-6"), _ARABIC),
    ("Thai", ("cp874", "iso8859-11"), _THAI),
)

_AT_THE_START = -3.0  # a small letter where a name begins, or one that no word begins with
_VOWELS = {"Cyrillic": frozenset("аеиоуыэюяёіїє"), "Greek": frozenset("αεηιουωάέήίόύώϊϋ")}
_WORD = re.compile("[^\\W\\d_\0-\x7f]{3,}")
_STRAY = -8.0  # a letter of another language, or a capital inside a word
_THAI_LEADING, _THAI_MARKS = "เแโใไ", "่้๊๋ัิีึืฺุู์็ํ"


@lru_cache(maxsize=8)
def _weights(language: str) -> dict[str, float]:
    letters, shares = next(table for name, _, table in _SINGLE if name == language)
    total = sum(shares)
    return {letter: math.log(share / total) for letter, share in zip(letters, shares, strict=True)}


def _word_weight(language: str, text: str) -> tuple[float, int]:
    """Return how likely the letters of a text are in a language, as a logarithm, and how many there are of it."""
    weights = _weights(language)
    weight, count, before = 0.0, 0, ""
    for letter in text:
        if letter > "\x7f":
            count += 1
            weight += weights.get(letter.lower(), _STRAY)
            if letter.isupper() and before.islower():
                weight += _STRAY
            if language == "Thai":
                at_odds = letter in _THAI_MARKS and not ("ก" <= before <= "ฮ" or before in _THAI_MARKS)
                weight += _STRAY * (at_odds or (before in _THAI_LEADING and before != "" and not "ก" <= letter <= "ฮ"))
            elif before == "" and (letter.islower() or letter in "ЬЫЪ"):
                weight += _AT_THE_START
        before = letter if letter.isalpha() or letter in _THAI_MARKS else ""
    if language in _VOWELS:
        weight += _STRAY / 2 * sum(_VOWELS[language].isdisjoint(word.lower()) for word in _WORD.findall(text))
    return weight, count


# ---- signs of two bytes: what is frequent in names of people and in words of hospitals

_KOREAN = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지나엄채원천방공현함변염여추도소석선설마길연위표명기반왕금"
    "옥육인맹제모탁국어은편용영수호경미숙희순자옥혜준상민재동석철용훈태승광종병창일규범식환열덕복춘화란애분말점례향금녀연주윤빈우린율솔별"
    "병원의과대학교실사검촬영흉부복두경추요슬관절골반외내장뇌간신폐심혈관초음파방선치료환센터클리닉단층자기공명조영제후측면좌우상하지팔다리손발목"
)
_CHINESE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华红玉梅建国志海文晓小东"
    "春燕玲辉鹏飞鑫波斌宇浩凯健俊帆雪琳佳婷雯颖慧洁琴云莲真环雅芝萍凤仙菊生德福贵财永清新中学忠义信仁安庆镕基子一二三大男女"
    "医院部科室胸腹头颅颈腰椎脊骨盆膝关节肩肘腕手足踝肝胆胰脾肾肺心脑血管平扫增强正侧位片检查影像放射超声市省县人民第附属大学中心"
)
_TRADITIONAL = (
    "王李張劉陳楊黃趙吳周徐孫馬朱胡郭何高林羅鄭梁謝宋唐許韓馮鄧曹彭曾蕭田董袁潘蔣蔡余杜葉程蘇魏呂丁任沈姚盧姜鍾譚陸汪范金石廖賴洪邱詹簡游莊江白方"
    "溫柯翁連施顏紀涂侯雅淑美惠麗玲珍芬芳娟敏慧秀英華玉明文志建國俊家豪偉宗宏信義仁德成榮輝雄龍生春月鳳蘭梅香子婷怡君佳欣宜靜小大中平安"
    "醫院部科室胸腹頭顱頸腰椎脊骨盆膝關節肩肘腕手足踝肝膽胰脾腎肺心腦血管增強正側位片檢查影像放射超音波市立附設大學中心榮民總長庚紀念"
)
_JAPANESE = (
    "佐藤鈴木高橋田中伊渡辺山本村小林加吉井斉松清水口森池阿部石川前後岡谷長島青坂福西野原上下大内金子竹和三宅近遠今河安東酒柴横宮崎丸菊久保平"
    "太郎一二次雄男夫子美恵幸弘和正明博義隆浩健誠純真由香智裕直樹之介郎花優愛翔陽斗結菜千代病院医科大学放射線胸腹頭部頸椎腰関節撮影検査正面側"
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HALF = re.compile("[\uff66-\uff9f]")


def _korean(sign: str) -> bool:
    return "\uac00" <= sign <= "\ud7a3" and _encoded(sign, "euc_kr") is not None


def _chinese(sign: str) -> bool:
    own = _encoded(sign, "gb2312")
    return own is not None and 0xB0 <= own[0] <= 0xD7


def _traditional(sign: str) -> bool:
    own = _encoded(sign, "big5")
    return own is not None and 0xA4 <= own[0] <= 0xC6


def _japanese(sign: str) -> bool:
    own = _encoded(sign, "euc_jp")
    return own is not None and len(own) == 2 and 0xB0 <= own[0] <= 0xCF


_DOUBLE: tuple[tuple[str, tuple[str, ...], frozenset[str], Callable[[str], bool]], ...] = (
    ("Korean", ("cp949",), frozenset(_KOREAN), _korean),
    ("Chinese", ("gbk",), frozenset(_CHINESE), _chinese),
    ("Chinese", ("big5",), frozenset(_TRADITIONAL), _traditional),
    ("Japanese", ("cp932", "euc_jp"), frozenset(_JAPANESE), _japanese),
)
_FREQUENT, _ORDINARY, _RARE = 0.72, math.log(0.2 / 3500), math.log(0.01 / 8000)
_KANA_WEIGHT = math.log(0.5 / 80)
_HALF_FREQUENT = frozenset("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾﾀﾁﾂﾃﾄﾅﾆﾉﾊﾋﾌﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾛﾜﾝﾞｮｭｰ")
_HALF_VOICED = frozenset("ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ")
_HALF_OFTEN, _HALF_SELDOM, _HALF_AT_ALL = math.log(0.9 / 45), -7.0, -6.0


def _sign_weight(text: str, frequent: frozenset[str], usual: Callable[[str], bool], *, kana: bool) -> tuple[float, int, bool]:
    """Return how likely the signs of a text are, as a logarithm, how many there are, and whether all of them are frequent."""
    weight, count, known = _HALF_AT_ALL if kana and _HALF.search(text) else 0.0, 0, True
    often = math.log(_FREQUENT / len(frequent))
    for sign, before in zip(text, " " + text, strict=False):
        if sign <= "\x7f":
            continue
        count += 1
        if sign in frequent:
            weight += often
        elif kana and _KANA.match(sign):
            weight += _KANA_WEIGHT
        elif kana and _HALF.match(sign):
            stray = sign in "ﾞﾟ" and before not in _HALF_VOICED
            weight += _HALF_OFTEN if sign in _HALF_FREQUENT and not stray else _HALF_SELDOM
        elif sign in "　、。・·，（）":
            weight += _ORDINARY / 2
        else:
            weight += _ORDINARY if usual(sign) else _RARE
            known = False
    return weight, count, known


_MANY_SIGNS, _MEAN, _MEAN_OF_MANY = 3, -7.5, -9.0
"""How likely signs must be in the mean, as a logarithm, to be believed."""
_MEAN_OF_LETTERS = -4.2

_TOUCHING = re.compile("[A-Za-z][^\0-\x7f]|[^\0-\x7f][A-Za-z]")


def guess(raw: bytes) -> tuple[str, str] | None:
    """Return the text that bytes most likely are, and of which language's letters; None where that is not sure.

    Never western text; that is what text of single bytes is taken for without a guess.
    """
    found = _guessed(_front(raw))
    return None if found is None else (raw.decode(found[0], "replace"), found[1])


def _front(raw: bytes) -> bytes:
    """Return as much of a text as is weighed, to the end of a word."""
    return raw if len(raw) <= _MOST else raw[: max(raw.rfind(b" ", 0, _MOST), raw.rfind(b"\n", 0, _MOST), _MOST // 2)]


@lru_cache(maxsize=256)
def _guessed(raw: bytes) -> tuple[str, str] | None:
    """Return the codec of the likeliest set, and the language."""
    # the weight, the text, the codec, the language, whether there is enough of it
    found: list[tuple[float, str, str, str, bool]] = []
    for language, single, _ in _SINGLE:
        for codec in single:
            text = _decoded(raw, codec)
            if text is not None and not _TOUCHING.search(text):
                weight, count = _word_weight(language, text)
                found.append((weight, text, codec, language, count >= _LEAST_LETTERS and weight / count > -4.2))
    for language, double, frequent, usual in _DOUBLE:
        for codec in double:
            text = _decoded(raw, codec)
            if text is None or _TOUCHING.search(text):
                continue
            weight, count, known = _sign_weight(text, frequent, usual, kana=language == "Japanese")
            mean = weight / count if count else -math.inf
            sure = (known and count >= _LEAST_SIGNS) or (count > _MANY_SIGNS and mean > _MEAN_OF_MANY)
            if codec == "euc_jp":  # without kana its signs are those of Chinese and Korean just as well
                sure = bool(_KANA.search(text)) and mean > _MEAN
            elif language == "Japanese":
                sure = count >= _LEAST_SIGNS and mean > _MEAN
            found.append((weight, text, codec, language, sure))
    if not found:
        return None
    found.sort(key=lambda one: -one[0])
    weight, text, codec, language, enough = found[0]
    other = next((one[0] for one in found[1:] if one[1] != text), -math.inf)
    ahead = _FAR_AHEAD if len(raw) <= _LITTLE else _AHEAD
    return (codec, language) if enough and weight - other >= ahead else None


def sibling(raw: bytes, declared: str) -> tuple[str, str] | None:
    """Return bytes as read in another set of the declared one's alphabet, and the language, where that is far likelier; else None.

    Programs of Windows declare the standard's set of an alphabet and write their own, in which other letters have the same bytes.
    """
    language = next((name for name, single, _ in _SINGLE if declared in single), "")
    front = _front(raw)
    own = _decoded(front, declared) if language else None
    if own is None or _TOUCHING.search(own):
        return None
    least = _word_weight(language, own)[0] + _FAR_AHEAD
    texts = ((codec, _decoded(front, codec)) for codec in next(single for name, single, _ in _SINGLE if name == language))
    weight, codec = max((_word_weight(language, text)[0], codec) for codec, text in texts if text is not None)
    return (raw.decode(codec, "replace"), language) if weight >= least else None


_CENTRAL = frozenset("ĄĆĘŁŃÓŚŹŻąćęłńóśźżÁČĎÉĚÍŇŘŠŤÚŮÝŽáčďéěíňřšťúůýžÖÜŐŰöüőűÄäôÔľĺŕĽĂÂÎȘȚăâîşţŞŢëç")
_CENTRAL_LANGUAGES = tuple(map(frozenset, (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýžöü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "ëç", "ąćęłńóśźżöüä",
)))  # fmt: skip
"""Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene, Albanian; the last is Polish with German names."""
_WESTERN_LANGUAGES = tuple(map(frozenset, (
    "àâæçéèêëîïôœùûüÿöä", "áéíñóúüçªº", "àçèéíïòóúüñ", "àáâãçéêíóôõúüè", "äöüßéèáëïšž", "àéèìíîòóùúç", "æøåéèêóòôäöü", "åäöéàüáè",
    "áæðéíóöþúý", "éëïèêóöüç", "õäöüšžé",
)))  # fmt: skip
"""French, Spanish, Catalan, Portuguese, German, Italian, Danish and Norwegian, Swedish, Icelandic, Dutch, Estonian, with what names lend them."""
_ACCENTED = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ]+")


def _of_one(word: str, languages: tuple[frozenset[str], ...]) -> bool:
    letters = {letter for letter in word.lower() if letter > "\x7f"}
    return any(letters <= language for language in languages)


def central(raw: bytes, *, instead: str = "") -> str | None:
    """Return bytes as the letters of Central Europe; None where they are not all letters that are usual there.

    `instead`: the western reading of the same bytes, which is kept unless one of its words has letters that no western language has
    together, while all of this reading are of one language.
    """
    sound = []
    for codec in ("cp1250", "iso8859-2"):
        text = _decoded(raw, codec)
        if text is not None and re.search("[A-Za-z]", text) and all(letter in _CENTRAL for letter in text if letter > "\x7f"):
            sound.append((text, _of_one(text[:_MOST], _CENTRAL_LANGUAGES)))
    if not sound:
        return None
    text, of_one = next((one for one in sound if one[1]), sound[0])
    if instead and not (of_one and any(not _of_one(word, _WESTERN_LANGUAGES) for word in _ACCENTED.findall(instead[:_MOST]))):
        return None
    return text


def convincing(text: str) -> bool:
    """Whether text that is sound UTF-8 is so by intent: pairs of bytes of another set may be so by chance, and make a medley."""
    scripts = set()
    for letter in text[:_MOST]:
        code = ord(letter)
        if code <= 0x7F:
            continue
        if code > 0x7FF:
            return True
        script = next((name for name, first, last in _SCRIPTS if first <= code <= last), "")
        if not script or not (letter.isalpha() or script == "Latin"):
            return False
        scripts.add(script)
    return len(scripts) < 2


_SCRIPTS = (("Latin", 0xA0, 0x24F), ("Greek", 0x370, 0x3FF), ("Cyrillic", 0x400, 0x45F), ("Cyrillic", 0x490, 0x4F9), ("Hebrew", 0x5D0, 0x5EA),
            ("Arabic", 0x620, 0x6D3))  # fmt: skip


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeError:
        return None


def _encoded(sign: str, codec: str) -> bytes | None:
    try:
        return sign.encode(codec)
    except UnicodeError:
        return None
