"""Names of columns: those of a real export, and what quarters, offices and typists make of them."""

from __future__ import annotations

# name | field | kind of values
COLUMNS = """
연번||run
신청번호|external_id|id
신청일자|created_at|time
접수번호|external_id|receipt
접수일자|received_at|time
민원신청경로|channel|channel
신청인구분||kind
민원인|person|name
생년월일|birth|birth
성별|sex|sex
국적||country
주소|address|address
우편번호||zip
휴대전화|phone|mobile
민원제목|title|title
민원요지|body|summary
민원내용|body|body
민원발생위치|place|spot
행정동|region|dong
처리유형||kind
민원종류|category|category
업무분야|category|category
법정처리기한|due_on|day
내부처리기한|due_on|day
처리기간||number
재신청여부||yn
공개여부||yn
처리기관|department|agency
접수부서||department
접수자||name
담당부서1|department|department
담당부서2|department|maybe_department
담당부서3|department|blank
담당부서4|department|blank
담당자||name
담당자 직급||rank
담당자 E-MAIL||office_mail
담당자 전화번호||office_phone
관련법령||law
처리시작일||day
처리일|answered_at|day
처리결과|answer|answer
답변자||name
답변제목||title
진행상태|status|status
처리연장횟수||number
연장사유||blank
이송횟수||number
이송사유||blank
협조부서||department
협조기한||day
결재일자||day
지정일자||day
배부일자||day
보완요구일||blank_day
취하여부||yn
취하사유||blank
반복민원여부||yn
다수인민원여부||yn
고충민원여부||yn
병합민원번호||blank
원접수번호||blank
1차만족도|satisfaction|score
2차만족도|satisfaction|blank
3차만족도|satisfaction|blank
4차만족도|satisfaction|blank
만족도의견||opinion
만족도평가일||blank_day
첨부파일수||number
첨부파일명||file
조회수||number
최종수정일|updated_at|time
수정자||name
통지방법||notice
회신방법||notice
담당자의견||opinion
통계구분||kind
||name
비고||blank
"""

# Quarter by quarter, office by office: other names of the same columns.
QUARTERS: dict[str, dict[str, str]] = {
    "2019년 4분기": {"접수번호": "민원접수번호", "진행상태": "처리상태", "접수일자": "받은일자", "신청일자": "등록일자",
                  "민원신청경로": "접수경로", "법정처리기한": "처리기한", "업무분야": "민원분야", "휴대전화": "연락처"},
    "2020년 2분기": {"접수일자": "수신일자", "진행상태": "처리단계", "민원신청경로": "신청구분", "민원인": "신청인성명",
                  "담당부서1": "처리부서", "처리결과": "답변내용", "처리일": "답변일자", "민원내용": "민원신청내용"},
    "2021년 1분기": {"신청일자": "민원신청일시", "접수일자": "민원접수일시", "민원제목": "제목", "민원내용": "내용",
                  "처리결과": "민원처리내용", "민원인": "성명", "휴대전화": "휴대폰번호", "행정동": "발생지역"},
    "2022년 3분기": {"처리결과": "최종 처리결과", "민원내용": "민원 상세내용", "담당부서1": "소관부서명",
                  "주소": "민원인 주소", "진행상태": "민원처리상태",
                  "휴대전화": "민원인 휴대전화번호", "접수번호": "접수 관리번호"},
    "2023년 4분기": {"민원인": "신고자명", "휴대전화": "신고자 연락처", "민원제목": "신고제목", "민원내용": "신고 내용",
                  "신청일자": "신고일시", "신청번호": "신고번호", "민원발생위치": "신고위치", "처리결과": "조치결과"},
    "2024년 2분기": {"민원인": "고객명", "휴대전화": "고객 연락처", "민원제목": "글제목", "민원내용": "글 본문",
                  "신청일자": "작성일시", "업무분야": "업무분류", "처리일": "처리완료일자", "진행상태": "처리진행상태"},
}

ENGLISH = {
    "신청번호": "applicationNo", "신청일자": "createdAt", "접수번호": "receiptNo", "접수일자": "receivedDate",
    "민원신청경로": "channel", "민원인": "applicantName", "생년월일": "birthDate", "성별": "gender", "주소": "address",
    "휴대전화": "mobilePhone", "민원제목": "complaintTitle", "민원요지": "summary", "민원내용": "complaintContent",
    "민원발생위치": "location", "행정동": "district", "업무분야": "complaintCategory", "민원종류": "complaintType",
    "법정처리기한": "dueDate", "내부처리기한": "internalDeadline", "처리기관": "agency", "담당부서1": "departmentName",
    "담당자": "officerName", "담당자 전화번호": "officerPhone", "담당자 E-MAIL": "officerEmail", "처리일": "answeredAt",
    "처리결과": "answerContent", "진행상태": "processStatus", "답변제목": "answerTitle",
    "접수부서": "receivedDepartment",
    "재신청여부": "reapplyYn", "최종수정일": "updatedAt", "첨부파일수": "attachmentCount", "공개여부": "openYn",
}

STANDARD = {
    "신청번호": "REQST_NO", "신청일자": "REQST_DT", "접수번호": "RCEPT_NO", "접수일자": "RCEPT_DT",
    "민원인": "APPLCNT_NM",
    "민원신청경로": "RCEPT_ROUTE", "휴대전화": "APPLCNT_TELNO", "주소": "APPLCNT_ADRES", "민원제목": "CVPL_SJ",
    "민원내용": "CVPL_CN", "처리결과": "ANSWER_CN", "담당부서1": "CHARGE_DEPT_NM", "진행상태": "PROCESS_STTUS",
    "법정처리기한": "PROCESS_TMLMT", "처리일": "PROCESS_DT", "업무분야": "CVPL_CATEGORY", "행정동": "OCCURRENCE_DONG",
    "담당자": "CHARGER_NM", "담당자 전화번호": "CHARGER_TELNO", "조회수": "RDCNT", "공개여부": "OPEN_YN",
}

MARKED = {"민원내용": "신청내용_본문", "민원제목": "민원제목_텍스트", "처리결과": "처리결과_내용"}

EXPLAINED = {
    "민원내용": "민원내용(상세)", "접수일자": "접수일자(YYYY-MM-DD)", "담당부서1": "담당부서(1)",
    "민원인": "성명(민원인)",
    "휴대전화": "전화번호(민원인)", "담당자 전화번호": "전화번호(담당자)",
}

TYPOS = {
    "접수번호": "접수번허", "접수일자": "접수일지", "신청일자": "신청일쟈", "민원내용": "민윈내용",
    "민원제목": "민원재목",
    "담당부서1": "담당부서1", "진행상태": "진행상테", "민원신청경로": "민원신쳥경로", "휴대전화": "휴대전하",
    "업무분야": "업무분아",
}

TYPOS_2 = {
    "접수번호": "접슈번호", "접수일자": "젒수일자", "민원내용": "민원내욘", "민원제목": "민원제몫",
    "처리결과": "처리겷과",
    "법정처리기한": "법정처리기항", "담당부서1": "담당부셔", "처리기관": "처리기괸", "민원종류": "민원종뉴",
}

GROUPS = {
    "민원인": ("민원인", "성명"), "생년월일": ("민원인", "생년월일"), "성별": ("민원인", "성별"),
    "국적": ("민원인", "국적"),
    "주소": ("민원인", "주소"), "우편번호": ("민원인", "우편번호"), "휴대전화": ("민원인", "연락처"),
    "민원제목": ("민원", "제목"), "민원요지": ("민원", "요지"), "민원내용": ("민원", "내용"),
    "담당부서1": ("담당", "부서"), "담당자": ("담당", "담당자"), "담당자 직급": ("담당", "직급"),
    "담당자 E-MAIL": ("담당자", "E-MAIL"), "담당자 전화번호": ("담당자", "전화번호"),
    "처리일": ("처리", "일자"), "처리결과": ("처리", "결과"),
}

# Other spellings of the columns that matter, as they stand in the exports of many offices.
SPELLINGS = {
    "신청번호": "신청번호/민원신청번호/신청 관리번호/민원 신청 번호",
    "신청일자": "신청일자/신청일시/민원신청일/민원등록일시/등록일/작성일자/민원제출일/신청날짜/민원 작성일시",
    "접수번호": "접수번호/민원접수번호/민원 접수 번호/접수 No/접수관리번호/접수NO.",
    "접수일자": "접수일자/접수일시/민원접수일/접수날짜/접수 일/민원 접수일시/받은일자/수신일자",
    "민원신청경로": "민원신청경로/접수경로/신청경로/접수채널/접수방법/민원접수경로/유입경로",
    "민원인": "민원인/신청인/신청인 성명/민원인명/성명/신고인 성명/민원신청인/민원인(성명)/신청자명/민원인 이름",
    "휴대전화": "휴대전화/휴대폰/민원인 연락처/신청인 전화번호/연락처/핸드폰번호/민원인 휴대폰 번호/HP",
    "주소": "주소/민원인 주소/신청인주소/민원인 상세주소", "민원요지": "민원요지/요지/민원요약",
    "민원제목": "민원제목/제목/신청제목/민원 건명/글제목/민원신청제목",
    "민원내용": "민원내용/신청내용/민원신청내용/민원 본문/내용/민원상세내용/신청 내용(본문)/민원내용 전문/민원사항",
    "민원발생위치": "민원발생위치/발생위치/위치/발생장소/민원발생지 주소",
    "행정동": "행정동/관할 행정동/발생동/지역/민원발생지역/행정동명",
    "업무분야": "업무분야/민원분야/분야/민원분류/업무분류/민원유형",
    "법정처리기한": "법정처리기한/처리기한/처리예정일/법정기한/민원처리기한/법정 처리기한일",
    "담당부서1": "담당부서1/담당부서/처리부서/주무부서/소관부서/담당부서명/처리 담당부서/주관부서명",
    "처리일": "처리일/처리일자/답변일/처리완료일/답변일시/완료일자/답변 완료일시",
    "처리결과": "처리결과/답변내용/처리내용/민원처리결과/회신내용/답변 본문/처리결과내용/민원답변/답변 및 처리결과",
    "진행상태": "진행상태/처리상태/민원상태/처리단계/진행 상황/처리현황/처리진행상태",
}

# Columns that no field may take, with the kind of their values.
DECOYS = """
담당자 연락처|office_phone  담당공무원|name  담당자명|name  처리담당자명|name  접수자명|name  답변 담당자|name
결재자|name
처리과장|name  부서 전화번호|office_phone  담당부서 연락처|office_phone  접수부서명|department  이송 전 부서|department
협조부서명|department  신청인 구분|kind  민원인 유형|kind  신청 구분코드|number  처리상태코드|number
접수번호(이전)|maybe_receipt  관련 접수번호|maybe_receipt  중복민원번호|maybe_receipt  답변 만족도 의견|opinion
답변예정일 통보여부|yn  민원내용 공개여부|yn  첨부문서 제목|file  답변 첨부파일명|file  접수증 발급일|day
연장 처리기한 사유|blank  배부부서|department  열람일시|time  담당자 이메일|office_mail  부서 이메일|office_mail
SMS 수신동의|yn  회신 희망 방법|notice  답변방법|notice  처리소요일|number  처리담당 팀|department  통계 분류코드|number
민원인 수|number  연명부 인원수|number  답변글자수|number  메모|opinion  신청서 파일|file  만족도 조사일|blank_day
재처리 일자|blank_day  최초 접수부서|department  최종 결재일|day  좌표X|number
"""
