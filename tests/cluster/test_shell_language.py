"""What a line means to the shell: quotes, expansions, pipes, files, and what it says of what it does not have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.cluster import Cluster
from cluster.shell.arguments import LARGEST_FILE, MOST_FILES
from cluster.shell.filters import COMMANDS
from cluster.shell.interactive import Console
from cluster.shell.session import STOPPED, Shell


@pytest.fixture
def shell() -> Shell:
    shell = Shell(Cluster())
    shell.files["a.txt"] = "one\ntwo\nthree\n"
    return shell


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("echo '$(echo a) $HOME'", "$(echo a) $HOME\n"),
        ('echo "$(cat a.txt | head -2)"', "one\ntwo\n"),
        ("echo $(cat a.txt)", "one two three\n"),
        ("echo `echo a`-b", "a-b\n"),
        ('echo "a > b; c | d"', "a > b; c | d\n"),
        (r'echo "a \"b\" \. \$x"', 'a "b" \\. $x\n'),
        ("echo a # not this", "a\n"),
        ("echo a#b", "a#b\n"),
        ("echo {.items[*].metadata.name}", "{.items[*].metadata.name}\n"),
        ("x=1; y='a b'; echo $x ${y}c \"$y\" $none.", "1 a bc a b .\n"),
        ("n=$(echo a b | wc -w); echo $n", "2\n"),
        ("true && echo a || echo b", "a\n"),
        ("false && echo a || echo b", "b\n"),
        ("grep nothing a.txt; echo $?", "1\n"),
        ("cat a.txt>b.txt; cat <b.txt | wc -l", "3\n"),
        ("echo a >b.txt; echo b >>./b.txt; cat b.txt", "a\nb\n"),
        ("kubectl get pod x 2>&1 | grep -c NotFound", "1\n"),
        ("kubectl get pod x 2>/dev/null; echo $?", "1\n"),
        ("kubectl get pod x 2>e.txt; wc -l e.txt", "1 e.txt\n"),
        ("echo a &>both.txt; cat both.txt", "a\n"),
        ("sed 's/t\\(w\\)o/\\1-&/' a.txt", "one\nw-two\nthree\n"),
        ("echo 'a;bb' | sed 's/a;/x;/; s/b/y/g;'", "x;yy\n"),
        ("echo a/b/b | sed -e 's#/#.#g' -e s/b/c/", "a.c.b\n"),
        ("echo abc | tr a-c A-C | tr -d B", "AC\n"),
        ("cat a.txt | tee b.txt | wc -l; cat b.txt | tail -1", "3\nthree\n"),
        ("seq 3 | xargs -n1 echo n", "n 1\nn 2\nn 3\n"),
        ("seq 2 | xargs -I {} echo a{}b", "a1b\na2b\n"),
        ("seq 3 | xargs", "1 2 3\n"),
        ("echo one |\nwc -w", "1\n"),
        ("echo one\n\necho two", "one\ntwo\n"),
        ("echo \"\" '' | wc -c", "2\n"),
        ("echo $?", "0\n"),
        ("echo a\x0cb\xa0c", "a\x0cb\xa0c\n"),
        ('x=$(cat a.txt); echo "$x"', "one\ntwo\nthree\n"),
        ('x=" a "; echo b${x}c$x$none"d"', "b a c a d\n"),
        ("x='a b'; echo c > $x; ls", "a b\na.txt\n"),
        ("tail -n -2 a.txt; tail -n +3 a.txt", "two\nthree\nthree\n"),
        ("head -c 2 a.txt; tail -c 3 a.txt", "onee\n"),
        ("grep -m 1 t a.txt; echo -x | grep -- -x", "two\n-x\n"),
        ("seq 9 | grep -A1 -n '[28]'", "2:2\n3-3\n--\n8:8\n9-9\n"),
        ("grep -c -e one -e 't.*e' -e none a.txt", "2\n"),
        ("echo 'a 10 x\nb 9 y\nc 9 x' | sort -k2n", "b 9 y\nc 9 x\na 10 x\n"),
        ("echo 'a 10 x\nb 9 y\nc 9 x' | sort -r -k3,3", "b 9 y\nc 9 x\na 10 x\n"),
        ("echo 'a\na\nb' | uniq -d; echo 'a\na\nb' | uniq -u", "a\nb\n"),
        ("cat -n a.txt | tail -1", "     3\tthree\n"),
        ("echo 'a b c' | awk '{print $1\":\"$2, $NF NF}'", "a:b c3\n"),
        ("echo 'a Running 3\nb Pending 20' | awk '$2 != \"Running\" {print $1}'", "b\n"),
        ("echo 'a Running 3\nb Pending 20' | awk '$3 > 9'", "b Pending 20\n"),
        ("echo 'a:b\nc:d' | awk -F: 'NR>1 {print $2}'", "d\n"),
        ("awk '!/t/' a.txt; awk '$1 ~ /^t/ {print NR}' a.txt", "one\n2\n3\n"),
        ("seq 9 | grep -C1 '[28]'", "1\n2\n3\n--\n7\n8\n9\n"),
        ("rm -f none a.txt; ls | wc -l", "0\n"),
    ],
)
def test_a_line_means_what_it_means_to_any_shell(shell: Shell, line: str, output: str) -> None:
    assert shell.line(line).stdout == output


@pytest.mark.parametrize(
    ("line", "code", "complaint"),
    [
        ("| wc", 2, "sh: syntax error near unexpected token `|'"),
        ("echo a ||", 2, "sh: syntax error: unexpected end of file"),
        ("echo a >", 2, "sh: syntax error near unexpected token `newline'"),
        ("echo (a)", 2, "sh: syntax error near unexpected token `('"),
        ("echo 'a", 2, "sh: unexpected EOF while looking for matching `''"),
        ('echo "a', 2, "sh: unexpected EOF while looking for matching `\"'"),
        ("echo $(echo a", 2, "sh: unexpected EOF while looking for matching `)'"),
        ("sleep 9 &", 2, "sh: nothing runs in the background here: one command after another"),
        ("cat < none.txt", 1, "sh: none.txt: No such file or directory"),
        ("curl http://web", 127, "sh: curl: command not found (to follow a packet: trace POD SERVICE 80)"),
        ("for x in 1 2", 127, "sh: for: command not found (one line after another here: no loops, no conditions)"),
        ("frobnicate", 127, "sh: frobnicate: command not found"),
        ("echo " + "$(echo " * 12 + "a" + ")" * 12, 0, "sh: too many commands within commands"),
        ("sleep soon", 1, "sleep: invalid time interval 'soon'"),
        ("seq 2000 | xargs -n1 echo", 1, "xargs: at most 1000 commands, and none of them xargs"),
        ("echo a | sed 's/" + "\\\\" * 90 + "'", 2, "sed: only s/OLD/NEW/ is offered here, with g or I behind it"),
        ("echo a | sed 's/a/\\1/'", 2, "sed: the new text names a group that the old one does not have"),
        ("grep a a.txt a.txt", 2, "grep: one file is offered here: cat ONE OTHER | grep …"),
        ("sort -V a.txt", 2, "sort: -V is not offered here"),
        ("sort -k1.2 a.txt", 2, "sort: -k takes the numbers of fields here: -k2, -k2,3 or -k2n"),
        ("awk '{print $1; print $2}'", 2, 'awk: print takes $N, NR, NF and "text" here, not ;'),
        ("grep --color a", 2, "grep: --color is not offered here: letters alone"),
        ("cat <<<a", 2, "sh: syntax error near unexpected token `<'"),
        ("sed p a.txt", 2, "sed: only s/OLD/NEW/ is offered here, with g or I behind it"),
    ],
)
def test_what_has_no_meaning_is_refused_with_what_would_help(
    shell: Shell, line: str, code: int, complaint: str
) -> None:
    result = shell.line(line)
    assert (result.code, result.stderr) == (code, f"{complaint}\n")


def test_a_line_that_doubles_its_words_comes_to_an_end(shell: Shell) -> None:
    shell.files["big"] = "x" * 900_000
    assert "too long" in shell.line('echo "$(cat big)$(cat big)"').stderr
    assert "too long" in shell.line('a=$(cat big); echo "$a" "$a"').stderr
    result = shell.line(";".join(["cat big"] * 1000))
    assert "more output than this shell keeps" in result.stderr
    assert "too much input" in shell.line("cat " + "big " * 1000).stderr
    assert "no space left for variables" in shell.line("a=$(cat big); b=$(cat big)").stderr
    assert "no space left" in shell.line(";".join(f"cat big > {n}" for n in range(30))).stderr
    assert len(result.stdout) <= 5_000_000
    assert "at most 100000 characters" in shell.line("\\" * 1_000_000).stderr


def test_what_multiplies_its_input_comes_to_an_end(shell: Shell) -> None:
    shell.files |= {"big": "x" * 900_000, "lines": "x\n" * 50_000, "list": ",".join(["7"] * 100_000)}
    assert "argument line too long" in shell.line("seq 9 | xargs -I x echo $(cat big)").stderr
    assert "more output than this shell keeps" in shell.line("seq 9 | xargs -I {} cat big").stderr
    assert "too long a line" in shell.line("sed s/x/yyyyyyyyyy/g big").stderr
    assert "too much output" in shell.line(f"sed s/x/{'y' * 150}/ lines").stderr
    assert "letters are offered" in shell.line('cut -c "$(cat list)" big').stderr
    assert "only 300000 are gone through" in shell.line("cat lines lines lines lines lines lines lines | grep y").stderr
    assert shell.line("grep -C 999999 x lines").stdout == shell.files["lines"]


WORDS = [
    "kubectl",
    "get",
    "pods",
    "-o",
    "yaml",
    "xargs",
    "-n1",
    "-I",
    "-k2",
    "-t",
    "-f",
    "-",
    "--",
    "a.txt",
    "x=",
    "x",
    "$x",
    "$?",
    "$(",
    ")",
    "`",
    "'",
    '"',
    "\\",
    "${x}",
    "s/a/\\1/",
    "s|a|&&|g",
]
MARKS = [
    "\n",
    "\t",
    "\x0c",
    "\xa0",
    "\0",
    "(",
    "1-",
    "",
    "{print $00}",
    *[">", ">>", "<", "2>", "2>&1", "&>", "|", "||", "&&", ";", "&", "#"],
]
PIECES = st.sampled_from([*COMMANDS, *WORDS]) | st.sampled_from(MARKS) | st.text(max_size=3)


@pytest.fixture(scope="module")
def long_lived() -> Shell:
    return Shell(Cluster())


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=12), gap=st.sampled_from(["", " "]))
def test_any_text_has_a_result_and_grows_nothing_beyond_its_limits(
    long_lived: Shell, pieces: list[str], gap: str
) -> None:
    result = long_lived.line(gap.join(pieces))
    assert 0 <= result.code < 256
    assert len(result.stdout) + len(result.stderr) < LARGEST_FILE
    assert len(long_lived.files) <= MOST_FILES


def test_sleeping_lets_the_clusters_time_pass(shell: Shell) -> None:
    before = shell.cluster.time
    shell.line("sleep 90")
    assert shell.cluster.time - before == 90


@pytest.mark.parametrize(
    "line",
    ["sleep 168h; sleep 168h", "kubectl wait --for=condition=Nope node/node-1 --timeout=168h", "echo $(sleep 168h)"],
)
def test_a_line_waits_for_so_much_at_once_and_time_goes_on_from_there(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("cluster.shell.session.MOST_STEPS", 500)
    shell = Shell(Cluster())
    result = shell.line(line)
    assert (result.code, result.stderr) == (1, f"sh: {STOPPED}\n")
    reached = shell.cluster.time
    assert 60 < reached < 3600
    assert shell.line("sleep 60").code == 0
    assert shell.cluster.time == reached + 60
    assert Cluster.restored(shell.cluster.snapshot()).time == reached + 60


def test_time_that_is_too_much_at_once_still_tells_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cluster.shell.session.MOST_STEPS", 500)
    console = Console(Cluster())
    console.enter("kubectl run a --image=nginx")
    told = console.enter("advance 168h")
    assert "pod/a  Started" in told
    assert f"{STOPPED}\nit is 00:" in told


def test_names_that_one_kubectl_prints_are_handed_to_another(shell: Shell) -> None:
    shell.line("kubectl create cm a; kubectl create cm b")
    deleted = shell.line("kubectl get cm -o name | grep -v kube-root | xargs kubectl delete")
    assert deleted.stdout == 'configmap "a" deleted\nconfigmap "b" deleted\n'
    shell.line("name=c; kubectl create cm $name")
    edited = shell.line("kubectl get cm c -o yaml | sed 's/  name: c/  name: d/' | kubectl create -f -")
    assert edited.stdout == "configmap/d created\n"


def test_the_shells_own_verbs_stand_in_lines_and_pipes_like_any_command() -> None:
    console = Console(Cluster())
    assert console.enter("components | grep -c kube-proxy") == "3\n"
    told = console.enter("stop scheduler; kubectl run a --image=nginx && advance 5s | tail -1")
    assert "scheduler is stopped" in told
    assert "pod/a created" in told
    assert "Pending" in console.enter("kubectl get pod a")
    assert "pods/a" in console.enter("causes")
    assert console.enter("stop nothing || echo no").startswith("stop: one of etcd")


def test_a_here_document_is_no_longer_than_a_file() -> None:
    console = Console(Cluster())
    console.enter("cat > a <<EOF")
    told = [console.enter("x" * 400_000) for _ in range(3)]
    assert "given up" in told[-1]
    assert console.enter("ls") == "app_deploy_rc.yaml\n"
