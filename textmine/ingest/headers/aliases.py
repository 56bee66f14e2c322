"""Names that columns are known by, field by field; what is not here is read by its words or by likeness."""

from __future__ import annotations

from typing import Final

# Field → header names, best first: where a file has several, the first that is not blank in a row wins.
# 접수번호 comes before 신청번호 because one application may become several receipts.
_ALIAS_WORDS: Final[dict[str, str]] = {
    "external_id": """
        민원접수번호 접수번호 민원번호 신청번호 민원신청번호 관리번호 문서번호 글번호 게시글번호 게시물번호
        제안번호 청원번호 기사번호 댓글번호 식별번호 id docid documentid externalid postid tweetid statusid articleid
        commentid reviewid petitionid complaintid messageid receiptno uuid guid
    """,
    "created_at": """
        신청일자 신청일시 신청일 민원신청일 민원신청일자 민원신청일시 등록일자 등록일시 등록일 등록시간 작성일자
        작성일시 작성일 작성시간 게시일자 게시일시 게시일 게시시간 발생일자 발생일시 날짜 일자 일시 입력일 createdat
        createddate createdtime created datetime timestamp date postedat postdate publishedat pubdate publisheddate
        writtenat regdate time
    """,
    "received_at": """
        접수일자 접수일시 접수일 민원접수일 민원접수일자 민원접수일시 받은일자 수신일자 수신일 수신일시 receivedat
        receiveddate received
    """,
    "updated_at": "수정일자 수정일시 수정일 변경일시 최종수정일 갱신일시 updatedat modifiedat updated",
    "title": """
        민원제목 제목 글제목 게시글제목 게시물제목 제안제목 제안명 민원명 건명 안건명 청원제목 기사제목 title
        subject headline
    """,
    "body": """
        민원내용 민원신청내용 신청내용 내용 본문 민원본문 글내용 게시글 게시물 게시글내용 게시물내용 게시내용
        제안내용 청원내용 신고내용 접수내용 상담내용 질의내용 질문내용 건의내용 문의내용 원문 텍스트 댓글 댓글내용
        트윗 메시지 후기 리뷰 글 text body content contents fulltext message post posttext tweet tweettext comment
        commenttext caption review description document 민원요지 요지 민원요약 summary
    """,
    "answer": """
        답변내용 답변 처리결과 처리결과내용 처리내용 회신내용 답변결과 조치내용 조치결과 검토의견 부서의견 answer
        reply response departmentopinion
    """,
    "department": """
        담당부서 처리부서 소관부서 담당부서명 처리부서명 부서 부서명 주관부서 답변부서 담당과 department dept
        departmentname 담당부서1 담당부서2 담당부서3 담당부서4 departmentraw 처리기관 소관기관 담당기관 agency
    """,
    "category": """
        민원분야 업무분야 분야 민원유형 분류 민원분류 유형 카테고리 대분류 중분류 소분류 구분 민원종류 주제
        category type topic class section
    """,
    "region": """
        지역 지역명 행정동 법정동 읍면동 동 동명 시군구 자치구 구 발생지역 민원발생지역 발생동 관할동 행정구역
        관할구역 region regionname district area dong
    """,
    "place": """
        민원발생위치 발생위치 민원발생장소 발생장소 위치 장소 민원위치 신고위치 발생주소 location place
    """,
    "channel": """
        민원신청경로 신청경로 접수경로 신청구분 접수방법 접수채널 채널 매체 매체명 출처 사이트 플랫폼 언론사
        channel platform media press site
    """,
    "status": "진행상태 처리상태 처리단계 상태 민원상태 처리상황 진행단계 status state",
    "due_on": """
        처리기한 법정처리기한 내부처리기한 법정내부처리기한 기한 처리예정일 마감일 종료일 dueon duedate due deadline end
        enddate
    """,
    "answered_at": """
        처리일자 처리일시 처리일 답변일자 답변일시 답변일 회신일 완료일 처리완료일 처리완료일시 answeredat
        closedat completedat resolvedat
    """,
    "satisfaction": "만족도 민원만족도 1차만족도 2차만족도 3차만족도 4차만족도 만족도점수 만족도평가 satisfaction",
    "engagement": """
        공감 공감수 좋아요 좋아요수 추천 추천수 찬성 찬성수 동의 동의수 참여인원 동의인원 리트윗 리트윗수 공유
        공유수 댓글수 답글수 agree agrees votes vote likes likecount favoritecount sympathycount retweetcount
        retweets sharecount shares replycount commentcount upvotes engagement
    """,
    "lat": "위도 lat latitude",
    "lon": "경도 lon lng longitude",
    "url": "링크 url uri link 원문링크 원문url url주소 게시글주소 게시글url permalink sourceurl",
    "age": "연령 나이 연령대 신청인연령 민원인연령 age ageband agegroup",
    "birth": "생년 생년월일 출생년도 출생연도 birth birthyear birthdate 주민등록번호",
    "sex": "성별 민원인성별 신청인성별 sex gender",
    "person": """
        민원인 민원인명 민원인성명 신청인 신청인명 신청인성명 신청자 신청자명 신청자성명 성명 이름 제안자 작성자
        작성자명 작성자id 글쓴이 닉네임 아이디 사용자 사용자명 author authorid user userid username screenname
        nickname writer name
    """,
    "phone": """
        전화번호 전화 연락처 휴대전화 휴대폰 휴대폰번호 휴대전화번호 핸드폰 민원인연락처 민원인전화번호
        신청인연락처 phone phonenumber mobile tel
    """,
    "email": "이메일 메일 전자우편 이메일주소 email emailaddress mail",
    "address": "주소 민원인주소 신청인주소 신청자주소 거주지 상세주소 도로명주소 지번주소 address",
}
ALIASES: Final = {field: tuple(words.split()) for field, words in _ALIAS_WORDS.items()}

# Where the poor stand-ins begin among a field's names: a name that can be read word by word comes before them.
STAND_INS: Final = {"external_id": "신청번호", "body": "민원요지", "department": "담당부서2"}

# What an operator calls a field; either name may be written in a map.
FIELD_NAMES: Final[dict[str, str]] = {
    "external_id": "접수번호", "created_at": "신청일시", "received_at": "접수일시", "updated_at": "수정일시",
    "title": "제목", "body": "본문", "answer": "답변", "department": "부서", "category": "분야", "region": "지역",
    "place": "위치", "channel": "경로", "status": "상태", "due_on": "기한", "answered_at": "답변일시",
    "satisfaction": "만족도", "engagement": "공감수", "lat": "위도", "lon": "경도", "url": "링크", "age": "연령",
    "birth": "생년월일", "sex": "성별", "person": "민원인", "phone": "전화", "email": "전자우편", "address": "주소",
}

# Read for a moment (region, person key, age band), never stored and never shown in quarantine.
PERSONAL_FIELDS: Final = frozenset({"person", "phone", "email", "address", "birth", "age"})
TEXT_FIELDS: Final = ("title", "body")
# Without these a document cannot be counted, found or answered; a guess about one of them is said aloud.
REQUIRED_FIELDS: Final = (
    "external_id", "created_at", "received_at", "title", "body", "answer", "department", "category", "region",
    "channel", "status", "due_on", "person", "phone",
)

# Names that look like fields and are none. Row numbers change from export to export, so they identify nothing.
_NEVER_WORDS: Final = """
    공개여부 민원신청취지 번호 비공감 순번 연번 재신청여부 조회 조회수 관련법령 처리기간 처리일수 처리시간 소요일수
    소요시간 첨부파일 비고 문의처 문의전화 답변제목 처리결과코드 접수코드 신청인구분 처리유형 처리연장횟수 연장횟수
    결재일자 지정일자 배부일자 이송일자 antipathycount deptgroup duplicatetext expertopinion index label movieid no
    num parentid rating source viewcount views
"""
NEVER: Final = frozenset(_NEVER_WORDS.split())
