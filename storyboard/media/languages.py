"""Languages as containers name them: by three letters (ISO 639-2)."""

from typing import Literal

_LETTERS = 3
_PAIRS = (
    "aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym "
    "az:aze ba:bak be:bel bg:bul bi:bis bm:bam bn:ben bo:bod br:bre bs:bos ca:cat "
    "ce:che ch:cha co:cos cr:cre cs:ces cu:chu cv:chv cy:cym da:dan de:deu dv:div "
    "dz:dzo ee:ewe el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas ff:ful fi:fin "
    "fj:fij fo:fao fr:fra fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau "
    "he:heb hi:hin ho:hmo hr:hrv ht:hat hu:hun hy:hye hz:her ia:ina id:ind ie:ile "
    "ig:ibo ii:iii ik:ipk io:ido is:isl it:ita iu:iku ja:jpn jv:jav ka:kat kg:kon "
    "ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom "
    "kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit lu:lub lv:lav "
    "mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya na:nau "
    "nb:nob nd:nde ne:nep ng:ndo nl:nld nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci "
    "oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que rm:roh "
    "rn:run ro:ron ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin sk:slk "
    "sl:slv sm:smo sn:sna so:som sq:sqi sr:srp ss:ssw st:sot su:sun sv:swe sw:swa "
    "ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso "
    "tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln "
    "wo:wol xh:xho yi:yid yo:yor za:zha zh:zho zu:zul"
)
"""ISO 639-1 and ISO 639-2/T."""

_BIBLIOGRAPHIC = (
    "bod:tib ces:cze cym:wel deu:ger ell:gre eus:baq fas:per fra:fre hye:arm isl:ice "
    "kat:geo mkd:mac mri:mao msa:may mya:bur nld:dut ron:rum slk:slo sqi:alb zho:chi"
)
"""ISO 639-2/T and the older codes of 639-2/B, where they differ."""
_NUMBERED = "ces:ces fra:fra ron:ron slk:slk swe:sve hrv:hr_ srp:sr_ pan:pa_ fao:fo_"
"""The names under which the library looks up the languages that QuickTime numbers,
where they are neither of these; `_` stands for a space."""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.replace("_", " ").split(":") for pair in text.split())


_LONG, _OLDER, _QUICKTIME = map(_pairs, (_PAIRS, _BIBLIOGRAPHIC, _NUMBERED))


def language_code(tag: str, form: Literal["mp4", "mov", "webm"]) -> str:
    """A tag such as en or pt-BR as a container names its language; `und`: unknown.

    mp4 takes the codes of 639-2/T, webm those of 639-2/B; mov numbers its languages,
    and knows not all of them.
    """
    first = tag.partition("-")[0].lower()
    code = _LONG.get(first, first if len(first) == _LETTERS else "und")
    if form == "mp4":
        return code
    older = _OLDER.get(code, code)
    return older if form == "webm" else _QUICKTIME.get(code, older)
