"""A real browser walks through: with and without JavaScript, by keyboard, on a phone."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from tests.web.conftest import OWN, PASSWORD, Web
from tests.web.test_pages import CSV, some_alert

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
if not (CHROMIUM and DRIVER):
    pytest.skip("chromium and chromedriver are not installed", allow_module_level=True)

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

pytestmark = pytest.mark.slow
Chrome = webdriver.Chrome


@contextmanager
def chrome(*, scripts: bool = True, width: int = 1280) -> Iterator[Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def served(web: Web) -> Iterator[tuple[Web, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(web.app, host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield web, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def enter(driver: Chrome, base: str, name: str) -> None:
    driver.get(base + "/login")
    driver.find_element(By.NAME, "name").send_keys(name)
    driver.find_element(By.NAME, "password").send_keys(PASSWORD + Keys.ENTER)
    wait(lambda: driver.find_element(By.TAG_NAME, "h1").text == "오늘의 상황판")


def wait(is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        try:
            if is_so():
                return
        except Exception:
            pass
        time.sleep(0.1)
    raise AssertionError("the page did not come")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_sees_and_takes_up_an_alert(served: tuple[Web, str], scripts: bool) -> None:
    web, base = served
    alert_id = some_alert(web, OWN)
    with chrome(scripts=scripts) as driver:
        enter(driver, base, "officer")
        driver.get(f"{base}/alerts")
        driver.find_element(By.CSS_SELECTOR, f"a[href='/alerts/{alert_id}']").send_keys(Keys.ENTER)
        wait(lambda: "왜 알렸나" in driver.page_source)
        driver.find_element(By.XPATH, "//button[text()='확인']").click()
        wait(lambda: "확인했다고 남겼습니다" in driver.page_source)
        driver.get(f"{base}/words?q=주차")
        assert driver.find_element(By.CSS_SELECTOR, "svg.plot.wide").is_displayed()
        driver.get(f"{base}/requests")
        driver.find_element(By.NAME, "title").send_keys("가로등")
        driver.find_element(By.NAME, "question").send_keys("어느 동에 몰렸나요?")
        driver.find_element(By.XPATH, "//button[text()='의뢰하기']").click()
        wait(lambda: "분석을 의뢰했습니다" in driver.page_source)
        assert [line for line in driver.get_log("browser") if line["level"] == "SEVERE"] == []


def test_an_operator_uploads_a_file_with_odd_headers(served: tuple[Web, str], tmp_path: object) -> None:
    _, base = served
    path = f"{tmp_path}/민원 목록.csv"
    with open(path, "w", encoding="cp949") as file:
        file.write(CSV)
    with chrome(scripts=False) as driver:
        enter(driver, base, "operator")
        driver.get(f"{base}/imports")
        driver.find_element(By.NAME, "file").send_keys(path)
        driver.find_element(By.XPATH, "//button[text()='미리 보기']").click()
        wait(lambda: "이렇게 들어갑니다" in driver.page_source)
        driver.find_element(By.XPATH, "//button[text()='넣기']").click()
        wait(lambda: "자료를 넣었습니다" in driver.page_source)


def test_the_keyboard_alone_moves_and_opens(served: tuple[Web, str]) -> None:
    web, base = served
    some_alert(web, OWN)
    with chrome() as driver:
        enter(driver, base, "officer")
        driver.get(f"{base}/alerts")
        body = driver.find_element(By.TAG_NAME, "body")
        body.send_keys("j")
        assert driver.find_element(By.CSS_SELECTOR, "[aria-selected=true]")
        driver.switch_to.active_element.send_keys(Keys.ENTER)
        wait(lambda: "왜 알렸나" in driver.page_source)
        driver.find_element(By.TAG_NAME, "body").send_keys("s")
        wait(lambda: driver.switch_to.active_element.get_attribute("name") == "days")
        driver.get(base)
        driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
        assert driver.switch_to.active_element.text == "본문으로 건너뛰기"


def test_no_page_is_wider_than_a_phone(served: tuple[Web, str]) -> None:
    web, base = served
    alert_id = some_alert(web, OWN)
    with chrome(width=500) as driver:
        enter(driver, base, "admin")
        metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        for address in ("/", "/alerts", f"/alerts/{alert_id}", "/words?q=주차", "/forecast", "/topics", "/search",
                        "/reports", "/requests", "/imports", "/dictionary?q=포트", "/operations", "/operations/users"):
            driver.get(base + address)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= 360, (address, wide)


def test_the_page_asks_no_other_server(served: tuple[Web, str]) -> None:
    _, base = served
    with chrome() as driver:
        enter(driver, base, "analyst")
        names = driver.execute_script("return performance.getEntriesByType('resource').map(r => r.name)")
        assert names
        assert all(re.match(base, name) for name in names)
