import pytest

from storyboard.sandbox.faults import (
    FaultError,
    Faults,
    directives,
    fate_of,
    fault,
    without_directives,
)


def test_a_fault_is_read_from_its_words() -> None:
    asked = fault("error=rate retry-after=7 on=poll times=3")
    assert asked.words == {"error": "rate", "retry-after": "7"}
    assert (asked.on, asked.times, str(asked)) == (
        "poll",
        3,
        "error=rate retry-after=7",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing is asked for"),
        ("on=poll", "nothing is asked for"),
        ("fial=content", 'did you mean "fail"'),
        ("cut=2", "cut takes a number from 0 to 1, not '2'"),
        ("cut", "cut takes a number"),
        ("cut=nan", "cut takes a number"),
        ("slow=0", "slow takes a number from 1"),
        ("html=1", "html takes nothing after it"),
        ("status=999", "a status from 200 to 599"),
        ("callback=later", "callback takes one of never, twice, early, lies"),
        ("html on=lunch", "on takes one of submit, poll"),
        ("error=a/b", "error takes one word"),
        ("html times=0", "times takes a number from 1"),
    ],
)
def test_what_the_sandbox_cannot_do_is_refused(text: str, says: str) -> None:
    with pytest.raises(FaultError, match=says):
        fault(text)


def test_a_prompt_may_ask_at_its_submit_its_polls_and_its_clip() -> None:
    text = "A [sandbox: cut=0.5] b [sandbox: html] c [sandbox: empty on=poll] [x] d"
    assert [(str(each), each.on) for each in directives(text, "ark")] == [
        ("cut=0.5", "fetch"),
        ("html", "submit"),
        ("empty", "poll"),
    ]
    assert without_directives(text) == "A b c [x] d"
    assert directives("[sandbox: html] [sandbox: html]", "ark")[1:] == ()


def test_a_prompt_may_ask_one_service_alone() -> None:
    text = "[sandbox: error=rate service=evolink]"
    assert [str(each) for each in directives(text, "evolink")] == ["error=rate"]
    assert directives(text, "kinovi") == ()


def test_words_about_a_job_make_its_fate() -> None:
    text = "[sandbox: fail=content charged] [sandbox: seconds=3]"
    fate = fate_of(directives(text, "ark"))
    assert (fate.fail, fate.charged, fate.seconds, fate.stuck) == (
        "content",
        True,
        3.0,
        False,
    )


def test_faults_wait_for_a_call_that_fits_and_are_used_up() -> None:
    faults = Faults()
    faults.add("error=rate", on="submit", service="parrot", times=2)
    faults.add("html")
    assert faults.take("crow", "fetch") is not None
    assert faults.take("crow", "submit") is None
    assert faults.take("parrot", "poll") is None
    assert [str(faults.take("parrot", "submit")) for _ in range(3)] == [
        "error=rate",
        "error=rate",
        "None",
    ]
    assert faults.waiting == ()


def test_a_fault_may_last_until_it_is_cleared() -> None:
    faults = Faults()
    faults.add("empty", times=None)
    assert all(faults.take("parrot", "poll") for _ in range(50))
    faults.clear()
    assert faults.take("parrot", "poll") is None


def test_what_is_asked_for_a_job_waits_for_a_submit() -> None:
    faults = Faults()
    faults.add("fail=content")
    assert faults.take("parrot", "poll") is None
    assert faults.take("parrot", "submit") is not None


def test_a_prompts_fault_happens_as_often_as_it_says() -> None:
    faults = Faults()
    always, once = fault("html"), fault("html times=1")
    assert [faults.due(once, "body"), faults.due(once, "body")] == [True, False]
    assert faults.due(once, "another body")
    assert all(faults.due(always, "body") for _ in range(5))
