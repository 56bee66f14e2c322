"""What a Korean name looks like: surnames, syllables of given names, and what only looks like one."""

from __future__ import annotations

from textmine.text.not_names import NOT_NAMES

SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부가복태목형피두감음빈동온"
    "호범좌팽승간상시갈"
)
LONG = "남궁|황보|제갈|선우|독고|사공|서문"
_LONG_SURNAMES = frozenset(LONG.split("|"))
FREQUENT = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연표명기반라왕금옥탁국계봉탈편용예제갈위"
)
# Syllables of given names (frequent ones); needed where the context is weak.
GIVEN = frozenset(
    "가강건검경계고관광교구국권규균근금기길나남노다단달담대덕도동두란람래려련령로록룡루류률리린림마만말명"
    "모목무문미민바배백범벽별병보복본봉부빈사산삼상새서석선설섭성세소솔송수숙순승시신실심아안애양언엄여연"
    "열영예오옥온완왕요용우욱운웅원월위유윤율으은을음응의이익인일임자장재전정제조종주준중지진찬창채천철청"
    "초춘충치태택하학한해향헌혁현협형혜호홍화환황효후훈휘희흔"
    "팔출례샛별끝년극바다름늘봄빛결춘판돌득배맹막점난녀벼잎롬꽃겨레누온비식솜몽갑율렬평칠필훤혼한섬강"
)

_TITLES = (
    "시장", "교수", "의원", "과장", "팀장", "국장", "부장", "차장", "청장", "대통령", "선생", "사장", "회장", "기사",
    "변호사", "판사", "검사", "장관", "총리", "의장", "대표", "부모",
    "계장", "실장", "이사", "반장", "관사", "사관", "민원을", "여사",
)  # fmt: skip
# Particles and endings that a word before the context may end in (민원인이 기관을, 소음으로 인하여 귀하).
_ENDINGS = tuple("여의을를에는만")
_AFTER_NOUN = frozenset("이가은는을를의에도로과와만라하한함할해했되된될으마나대지적들인")



def is_name(name: str, *, is_weak: bool) -> bool:
    """Whether ``name``, surname first, is one by its syllables; ``is_weak``: the context alone does not say so."""
    if name in NOT_NAMES or name[1:] in _TITLES or (is_weak and name.endswith(_ENDINGS)):
        return False
    if name[:2] in NOT_NAMES and name[2:] in _AFTER_NOUN:
        return False
    given = name[2:] if len(name) > 2 and name[:2] in _LONG_SURNAMES else name[1:]
    if len(name) == 2:
        return not is_weak and name[0] in FREQUENT and given in GIVEN
    known = len(GIVEN.intersection(given))
    if known == len(set(given)):
        return True
    return name[0] in FREQUENT[:40] and (not is_weak or (known > 0 and name[0] in FREQUENT[:20]))
