"""One complaint, answer or post of the sample as text."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from textmine.ingest.sample.grammar import Context, Template, clip_formal_endings, expand, pick
from textmine.ingest.sample.vocabulary import Category, Place, Surge, Vocabulary

MIN_BODY, MAX_BODY = 80, 400
MIN_POST, MAX_POST = 20, 100
_CAMPAIGN_COPY_SHARE = 0.35
_BUSES = ("12", "33", "51", "720", "1001", "마을03", "마을11", "M22", "5", "88-1")
_LINKS = ("게다가 ", "더구나 ", "심지어 ", "또 ", "그리고 ", "문제는 ", "알고 보니 ", "")
_PREFIXES = ("[생활불편] ", "[건의] ", "[신고] ", "(재민원) ", "[긴급] ")
_TYPOS = (
    ("않습니다", "안습니다"), ("됐", "됬"), ("돼", "되"), ("며칠", "몇일"), ("웬", "왠"),
    ("어떻게", "어떡게"), ("쓰레기", "쓰래기"),
    ("부탁드립니다", "부탁드림니다"), ("부탁드립니다", "부탁 드립니다"), ("할 수", "할수"),
    ("금방", "금새"), ("일일이", "일일히"),
    ("한 번", "한번"), ("할 뻔", "할뻔"), ("때문에", "때매"), ("주세요", "주셔요"), ("냄새", "냄세"), ("굳이", "구지"),
    ("관리사무소", "관리실"), ("해 주", "해주"), ("것 같", "거 같"), ("안 ", "안"),
    ("왜 이런", "왜이런"), ("모르겠", "모르겟"),
    ("했는데", "햇는데"), ("있어", "잇어"), ("그대로", "그데로"), ("도대체", "도데체"), ("계속", "게속"),
)
_WEATHER = (
    "추운", "추운", "쌀쌀한", "변덕스러운", "더워지는", "더운", "더운", "더운", "궂은", "쌀쌀한", "추워지는", "추운",
)
_OPENED = ("아니 ", "와 ", "헐 ", "비만 오면")
_GOOD_WORDS = (
    "개꿀", "최고", "좋다", "하기 딱", "감동", "존경", "덕분", "라이딩", "좋은 제도", "노을", "편하네",
    "한 바퀴", "구조함", "천국", "명당", "구경옴", "핫플", "레전드 무료", "역대급",
)
_BESIDE = {
    "apt": ("정문 앞", "후문", "상가 앞", "101동 앞", "103동 앞", "107동 앞", "112동 앞", "놀이터 쪽", "담장 옆"),
    "school": ("정문 앞", "후문 쪽", "담장 옆", "통학로", "앞 사거리"),
    "park": ("입구", "화장실 옆", "산책로", "놀이터", "주차장 쪽"),
}
_ON_ROAD = ("{}번길", "{}번길 편의점 앞", "{}번길 빌라 앞", "{} 앞", "큰길", "이면도로", "{}번길 세탁소 골목")
_HASHTAGS = ("나래시", "나래시청", "민원", "일상", "동네소식", "출근길", "실시간")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Text of one complaint and where it happened."""

    title: str
    body: str
    place: Place
    address: str
    context: Context


@dataclass(frozen=True, slots=True)
class Post:
    """Text of one post and its hashtags (without ``#``)."""

    text: str
    hashtags: tuple[str, ...]


class Writer:
    """Writes complaints, answers and posts; every draw comes from the given ``rng``."""

    def __init__(self, vocabulary: Vocabulary, rng: random.Random) -> None:
        self._rules = vocabulary.rules
        self._rng = rng
        self._places = vocabulary.places
        self._cumulative = list(accumulate(place.population for place in vocabulary.places))
        self._by_dong = {place.dong: place for place in vocabulary.places}

    def write_complaint(self, category: Category, surge: Surge | None, month: int) -> Complaint:
        """Return one complaint of the category, or of the surge's story, as it is written in that month."""
        rng = self._rng
        place = self._choose_place(surge)
        context = self._context(category, place, surge)
        context["weather"] = _WEATHER[month - 1]
        if surge and surge.copy_text and rng.random() < _CAMPAIGN_COPY_SHARE:
            body = surge.copy_text + pick(("", f" - {place.dong} 주민", " 감사합니다.", " 꼭 철회해 주세요!"), rng)
        else:
            body = self._body(category, surge, context)
        title = self._fitting((surge or category).titles, body, context, tries=4)
        if rng.random() < 0.06 and not category.praise:
            title = pick(_PREFIXES, rng) + title
        address = f"나래시 {place.gu} {place.dong} {context['road']} {rng.randrange(1, 160)}"
        return Complaint(self._blemish(title, 0.1), self._blemish(body, 0.3), place, address, context)

    def write_answer(self, category: Category, context: Context, department: str) -> str:
        """Return the office's answer, with its usual form-letter sentences."""
        filled = {**context, "dept": department, "phone4": f"{self._rng.randrange(2100, 2999)}"}
        filled["topic"] = pick(category.topics, self._rng)
        return "\n".join(self._use(name, filled) for name in ("answer_open", "answer_body", "answer_close"))

    def write_post(self, category: Category, surge: Surge | None) -> Post:
        """Return one short post of the category, or of the surge's story."""
        rng = self._rng
        context = self._context(category, self._choose_place(surge), surge)
        text = self._say(pick((surge or category).posts, rng), context)
        if surge is None and rng.random() < 0.3:
            fact = clip_formal_endings(self._say(pick(category.facts, rng), context)).rstrip(".")
            text = fact if len(fact) <= MAX_POST - 25 else text
        elif rng.random() < 0.3 and not text.startswith(_OPENED):
            text = f"{self._use('sns_open', context)} {text}"
        is_good = category.praise or any(word in text for word in _GOOD_WORDS)
        if rng.random() < 0.25:
            text = self._squeeze(text, 0.35)
        while len(text) < MIN_POST - 5 or (rng.random() < 0.35 and len(text) < MAX_POST - 50):
            close = self._use("sns_good" if is_good else "sns_close", context)
            text = text if close in text else f"{text} {close}"
        return self._dress(text, category, context, surge, is_good=is_good)

    def _dress(self, text: str, category: Category, context: Context, surge: Surge | None, *, is_good: bool) -> Post:
        rng = self._rng
        if rng.random() < 0.5:
            text += pick(("", " "), rng) + ("ㅎㅎ" if is_good else self._use("sns_tail", context))
        if rng.random() < 0.25:
            text += " " + self._use("emoji_good" if is_good else "emoji", context) * pick((1, 1, 2, 3), rng)
        hashtags: tuple[str, ...] = ()
        if rng.random() < 0.28:
            own = (surge.words[0] if surge else category.name, context["dong"], pick(_HASHTAGS, rng))
            hashtags = tuple(dict.fromkeys(pick(own, rng) for _ in range(pick((1, 2, 3), rng))))
            tagged = text + "".join(f" #{tag}" for tag in hashtags)
            text = tagged if len(tagged) <= MAX_POST else text
        if len(text) < MIN_POST:
            text = f"{text} ({context['gu']} {context['dong']})"
        return Post(text[:MAX_POST].rstrip(), hashtags)

    def _body(self, category: Category, surge: Surge | None, context: Context) -> str:
        rng, source = self._rng, surge or category
        fact = self._say(pick(source.facts, rng), context)
        own, other = rng.sample(category.details, 2)
        detail = self._say(pick(surge.details, rng) if surge else own, context)
        if surge:
            demand = self._use("campaign_demand" if surge.campaign else "surge_demand", context)
        else:
            demand = self._fitting(category.demands, fact, context, tries=3)
        shape = 1.0 if category.praise else rng.random()
        if shape < 0.07:
            filled = {**context, "fact": fact, "detail": detail, "demand": demand}
            filled["place"] = context.get("at", context["place"])
            return self._lengthen([self._use("report", filled)], category, context)
        if shape < 0.16:
            return self._lengthen([fact, demand], category, context)
        if shape < 0.3:
            sentences = [self._use("blunt", context), fact, detail, self._use("angry", context)]
            return self._lengthen([*sentences, demand] if rng.random() < 0.6 else sentences, category, context)
        sentences = [self._use("greet", context)] if rng.random() < 0.85 else []
        sentences += [fact, pick(_LINKS, rng) + detail if rng.random() < 0.3 and not category.praise else detail]
        sentences += [self._say(other, context)] if rng.random() < (0.2 if surge else 0.55) else []
        if not category.praise:
            sentences += self._extras(source, category, context)
        sentences += [demand] if rng.random() < 0.9 else []
        sentences += [self._use("close", context)] if rng.random() < 0.6 and not category.praise else []
        return self._lengthen(sentences, category, context)

    def _extras(self, source: Surge | Category, category: Category, context: Context) -> list[str]:
        rng = self._rng
        extras = [self._personal_line(category, context)] if rng.random() < 0.55 else []
        extras += [self._use("story", context)] if rng.random() < 0.4 else []
        if rng.random() < 0.1:
            extras.append(self._use("also", context) + self._say(pick(source.facts, rng), context))
        return extras

    def _personal_line(self, category: Category, context: Context) -> str:
        return self._use("self" if category.indoor or self._rng.random() < 0.6 else "self_outdoor", context)

    def _lengthen(self, sentences: list[str], category: Category, context: Context) -> str:
        while sum(map(len, sentences)) + len(sentences) <= MIN_BODY:
            if category.praise:
                more = self._say(pick(category.details, self._rng), context)
            else:
                more = self._personal_line(category, context)
            if more not in sentences:
                sentences.insert(pick((len(sentences), max(1, len(sentences) - 1)), self._rng), more)
        between = "\n" if self._rng.random() < 0.15 else " "
        return between.join(dict.fromkeys(sentences))[:MAX_BODY]

    def _fitting(self, templates: tuple[Template, ...], text: str, context: Context, *, tries: int) -> str:
        """Return the candidate with the largest share of letter pairs in the text, so that both speak of one thing."""
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        candidates = [self._say(pick(templates, self._rng), context) for _ in range(tries)]
        return max(candidates, key=lambda said: sum(said[i : i + 2] in pairs for i in range(len(said) - 1)) / len(said))

    def _choose_place(self, surge: Surge | None) -> Place:
        rng = self._rng
        if surge and surge.regions and (surge.shape == "regional" or rng.random() < 0.9):
            return self._by_dong[pick(surge.regions, rng)]
        return rng.choices(self._places, cum_weights=self._cumulative)[0]

    def _context(self, category: Category, place: Place, surge: Surge | None) -> Context:
        rng = self._rng
        context = {
            "gu": place.gu, "dong": place.dong, "road": pick(place.roads, rng), "apt": pick(place.apartments, rng),
            "school": pick(place.schools, rng), "park": pick(place.parks, rng), "bus": pick(_BUSES, rng),
        }
        context["place"] = self._locate(pick(category.places, rng), place, context)
        if surge and surge.place:
            context["at"] = pick(surge.place, rng)
        return context

    def _locate(self, kind: str, place: Place, context: Context) -> str:
        rng, spot = self._rng, pick(place.spots, self._rng)
        number = rng.randrange(2, 60)
        if kind in _BESIDE:
            where = f"{context[kind]} {pick(_BESIDE[kind], rng)}"
        elif kind == "stop":
            where = pick((f"{spot} 앞", f"{context['apt']} 건너편", context["school"], f"{context['road']} 입구"), rng)
        elif kind == "station":
            where = f"{spot} {1 + number % 5}번 출구" if spot.endswith("역") else f"{spot} 앞"
        elif kind == "spot":
            where = f"{spot} {pick(('앞', '건너편', '뒤편 골목', '옆', '근처'), rng)}"
        else:
            where = f"{context['road']} {pick(_ON_ROAD, rng).format(number)}"
        return f"{place.dong} {where}" if rng.random() < 0.3 else where

    def _blemish(self, text: str, share: float) -> str:
        rng = self._rng
        if rng.random() >= share:
            return text
        style = rng.random()
        if style < 0.5:
            for right, wrong in rng.sample(_TYPOS, 9):
                text = text.replace(right, wrong, 1)
        elif style < 0.8:
            text = self._squeeze(text, 0.2)
        else:
            text = text.rstrip(".") + self._use("tails", {})
        return text

    def _squeeze(self, text: str, share: float) -> str:
        words = text.split(" ")
        out = [words[0]]
        for word in words[1:]:
            out.append(word if self._rng.random() < share else " " + word)
        return "".join(out)

    def _use(self, rule: str, context: Context) -> str:
        return self._say(pick(self._rules[rule], self._rng), context)

    def _say(self, template: Template, context: Context) -> str:
        return expand(template, context, self._rules, self._rng)
