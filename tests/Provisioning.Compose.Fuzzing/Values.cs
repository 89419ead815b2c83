namespace Provisioning.Compose.Fuzzing;

/// <summary>Notations of values that are worth trying.</summary>
internal static class Values
{
    public static readonly string[] Any =
    [
        "", "null", "~", "Null", "true", "false", "True", "yes", "no", "on", "off", "y", "n", "'true'", "'yes'", "'no'", "0", "1", "-1", "2", "10", "010", "08", "0o10", "0x1F", "0b11", "1_000", "+1", "-0",
        "1e3", "1E-2", "1.5", "1.0", "100.0", ".5", "5.", "-1.5", "+1.5", "1.", "0.1", "1e400", ".inf", "-.inf", ".nan", "12:30:45", "22:22", "2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01 10:00:00", "''", "\"\"", "' '",
        "a", "abc", "web", "db", "a b", "'1'", "'0'", "'010'", "'0x10'", "'1.0'", "'-1'", "'1e3'", "'+1'", "' 1'", "'1 '", "'1_000'", "${UNSET}", "${EMPTY}", "${NUM}", "${NEG}", "${TEXT}", "${FLAG}", "$NUM", "$TEXT",
        "'${NUM}'", "'${UNSET:-5}'", "'${UNSET:-true}'", "'${FLOAT}'", "'$$'", "'$'", "'a$$b'", "[]", "{}", "[a]", "[a, b]", "[a, a]", "[1]", "[1, '1']", "[null]", "[true]", "[1.5]", "[[a]]", "[{a: b}]", "{a: b}", "{a: 1}", "{a: 1.0}", "{a: true}", "{a: }", "{a: 1e3}",
        "{a: [b]}", "{a: {b: c}}", "{a: b, c: d}", "{1: a}", "{x-a: b}", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "2147483648", "4294967296", "-9223372036854775808",
        "!!str 1", "!!int '1'", "!!float 1", "!!bool 'true'", "!!null ''", "!!str", "!custom a", "! 1", "é", "'a=b'", "'a:b'", "'=b'", "'a='", "'a=1'", "'/a'", "'./a'", "'~/a'", "'..'", "'.'", "'/'", "'a/../b'", "'http://x'", "service:web", "container:x", "host",
        "all", "1s", "1m", "1h30m", "10b", "5mb", "'1.5gb'", "80", "'80:80'", "'<'", "'&'", "'\u2028'", "\"\\u0001\"", "\"\\n\"", "\"a\\nb\"", "\"a\\tb\"",
    ];

    public static readonly string[] Flags = ["true", "false", "'true'", "'false'", "True", "'TRUE'", "'yes'", "'on'", "'y'", "'Y'", "'n'", "'off'", "'No'", "${FLAG}", "'1'", "1", "''", "'t'", "${UNSET:-false}", "${EMPTY}", "~"];
    public static readonly string[] Wholes = ["0", "1", "2", "10", "'3'", "-1", "010", "'010'", "0x10", "'0x10'", "1_0", "'1_0'", "1.0", "'1.0'", "1.5", "${NUM}", "'${NUM}'", "'+3'", "+3", "'-0'", "2147483647", "2147483648", "65536", "1e2", "''", "' 5'", "~", "'9223372036854775807'", "9223372036854775808"];
    public static readonly string[] Amounts = ["0", "0.5", "'0.5'", "1.5", "2", "'2'", "1e1", "'1e1'", ".5", "'.5'", "5.", "'5.'", "'0x1p-2'", "-1", "'-1'", "'inf'", "'nan'", ".nan", "'1_0.5'", "1_0.5", "${FLOAT}", "''", "~", "1.10", "0.1", "1.0", "'1.0'", "100000000000000000000", "1e21", "1e-7", "0.30000000000000004"];
    public static readonly string[] Sizes = ["0", "1", "1024", "-1", "'-1'", "'64'", "64b", "64k", "64K", "64kb", "64KiB", "64m", "64M", "64mb", "64MiB", "1g", "1G", "1.5g", "'1.5 g'", "'1 mb'", "1t", "1p", "1e3", "'1e3'", "1.5", "010", "'010'", "0x10", "' 5m'", "'5m '", "'m'", "''", "1gi", "1gib", "1z", "1_000", "${SIZE}", "'${NUM}m'", "'.5m'", "'5.m'", "'+5m'", "'-5m'", "'1,5m'", "8589934592", "'8589934592'", "9223372036854775807", "~", "true", "'inf'", "'0x10m'", "'1..5m'", "1E", "1eb"];
    public static readonly string[] Durations = ["1s", "10s", "1m30s", "1h", "1.5h", "100ms", "1us", "1µs", "1ns", "2d", "1w", "1d12h", "1w2d3h", "0", "'0'", "'10'", "10", "-5s", "'+5s'", "1m 30s", "'1 s'", "''", "~", "1y", "1M", "1S", ".5s", "1.s", "1.5d", "0.5w", "1s1s", "${DURATION}", "'${NUM}s'", "90s", "3600s", "24h", "100h", "0.1s", "1.234567s", "0s", "1d1d", "9999999h", "'s'", "300000w", "1h1", "\"1s\""];
    public static readonly string[] Images = ["nginx", "nginx:1", "'nginx:${TAG:-latest}'", "reg.example.com:5000/a/b:1", "a@sha256:0000000000000000000000000000000000000000000000000000000000000000", "'${IMAGE}'", "UPPER", "'a b'", "''", "'${UNSET:-a}:${UNSET-b}'", "scratch"];
    public static readonly string[] Names = ["a", "web", "db", "a_b", "a-b", "a.b", "A", "1", "'1'", "_a", "-a", ".a", "a b", "'a/b'", "${TEXT}", "''", "x-a", "é"];
    public static readonly string[] Words = ["a", "b", "ALL", "NET_ADMIN", "'a=b'", "'a:b'", "'1'", "'${TEXT}'", "''", "'a b'", "'${UNSET}'"];
    public static readonly string[] Pairs = ["a=b", "a", "a=", "'a=b=c'", "'=b'", "'a= b'", "'a =b'", "A=1", "\"A=${TEXT}\"", "${TEXT}=x", "NUM", "UNSET", "'NUM='", "TEXT", "a==", "'a=${UNSET}'", "'a=$$b'", "'a=\"q\"'", "1", "'a: b'", "'EMPTY'", "'é=ü'", "\"A=a\\nb\"", "'A=''x'''"];
    public static readonly string[] Scalars = ["b", "1", "1.0", "1.50", "true", "false", "~", "", "''", "yes", "on", "0x10", "010", "1e3", "1_000", "2024-01-01", "12:30", "'${TEXT}'", "${NUM}", "'a b'", "1.0e+10", "1e21", "1e-7", "123456789.123", "100000000000000000000", "'$$x'", "\"a\\nb\"", "-0", "-0.0", ".5", "+5", "0b11", "0o17", "[a]", "{a: b}", "12345678901234567890", "9007199254740993", "2001-12-14t21:59:43.10-05:00", ".inf", "'<a&b>'"];
    public static readonly string[] Ports =
    [
        "80", "8080", "'80'", "'80:80'", "8080:80", "'127.0.0.1:80:80'", "'127.0.0.1::80'", "'0.0.0.0:80:80'", "'[::1]:80:80'", "'::1:80:80'", "'[::]:80:80/udp'", "'80/udp'", "'80/tcp'", "'80/sctp'", "'80/x'", "'80/UDP'", "'80/'", "'/80'", "':80'", "'80:'", "'8000-8002'",
        "'8000-8002:9000-9002'", "'8000-8002:80'", "'80:8000-8002'", "'127.0.0.1:8000-8001:80-81/udp'", "'81-80'", "'80-80'", "'0'", "'65535'", "'65536'", "'-1'", "'080'", "'+80'", "'${PORT}:80'", "'${PORT:-81}:80'", "'${UNSET}:80'", "'${HOST_PORT-127.0.0.1:8080}:80'", "'8080:${PORT}'", "'localhost:80:80'",
        "'1.2.3:80:80'", "'1.2.3.4.5:80:80'", "22:22", "8080:80/tcp", "'0.0.0.0::80-82'", "'80:80:80'", "'a:80'", "'80:a'", "''", "' 80'", "'80 '", "80.0", "80.5", "0x50", "0120", "1_0", "{}", "~", "true", "'80-82:80-82'", "'80/tcp/udp'", "'[::1]::80'", "'[::1]'", "'fe80::1%eth0:80:80'", "'[fe80::1%eth0]:80:80'", "53:53/udp", "'8000-8010:8000-8010/udp'", "'256.0.0.1:80:80'", "'01.2.3.4:80:80'", "59:59", "1:1", "5432:5432", "'80:80/tcp '",
    ];

    public static readonly string[] Mounts =
    [
        "data:/data", "data:/data:ro", "data:/data:rw", "data:/data:z", "data:/data:Z", "data:/data:nocopy", "data:/data:ro,nocopy", "data:/data:x", "data:/data:", "data:/data:ro,z", "data:/data:cached", "data:/data:rshared", "/data", "./a:/b", "./a:/b:ro", "../a:/b", "~/a:/b", "~:/b", "'.:/b'", "'..:/b'", "/a:/b", "/a/:/b/",
        "/a//c:/b//d", "'/a/../c:/b'", "a/b:/c", "'a:b'", "'a:b:c'", "'a:b:c:d'", "':/a'", "'a:'", "'C:\\a:/b'", "'c:/a:/b'", "'C:\\a:D:\\b'", "'C:\\a'", "'\\\\host\\share:/b'", "'${UNSET}:/a'", "'${DIR}:/a'", "'${UNSET:-./d}:/a'", "'${DIR}/x:/a:ro'", "''", "'a'", "'ab'", "'/a'", "'/a:'", "'é'", "data:/data/", "data:relative",
        "'./a:./b'", "/var/run/docker.sock:/var/run/docker.sock", "'./a b:/c d'", "undefined:/x", "'data:/x:ro:rw'", "'./a:/b:private'", "'./a:/b:slave,z'", "'data:/data:consistent'", "'data:/data:delegated'", "'/a:/b:rslave,ro'", "'data : /data'", "' data:/data'", "'data:/data '", "'./:/x'", "'./../a:/x'", "'/:/x'", "'a.b:/x'", "'./.a:/y'", "'$$a:/x'", "'.a:/x'", "'~a:/x'", "'~user/a:/x'", "'data:/data:volume-nocopy'", "'data:/data:rprivate,Z,ro'",
        "'npipe:////./pipe/x:/y'", "'//a:/b'", "'ab:cd:ef'", "'d:/data'", "'d'", "1", "~", "true",
    ];

    public static readonly string[] Devices = ["/dev/a", "/dev/a:/dev/b", "/dev/a:/dev/b:r", "/dev/a:/dev/b:rwm", "/dev/a::r", "'/dev/a:/dev/b:r:w'", "''", "':/dev/b'", "vendor.com/class=name", "'/dev/a:'", "'a'", "'${UNSET:-/dev/null}:/dev/x'", "1", "'/dev/a:x'", "'/dev/a:rw'"];
    public static readonly string[] Commands = ["a b", "'a \"b c\" d'", "\"a 'b c'\"", "'a b\\ c'", "'a && b'", "'a; b'", "'a | b'", "'a > b'", "'a 2>&1'", "'a $$X'", "'a $${X}'", "'a \"b'", "''", "' '", "~", "[]", "[a, b]", "[a, '']", "['']", "[a, 1]", "\"a\\nb\"", "'echo `x y` z'", "'echo $$(x y) z'", "'echo (x)'", "'a # b'", "'a\\\\b'", "'a \\\"b\\\" c'", "\"sh -c 'echo \\\"x\\\"'\"", "1", "true", "'${CMD}'", "['${CMD}']", "'\"\" a'", "\"''\"", "'a ''''''b'", "'a\\'", "'é ü'", "'a\tb'", "'--x=\"a b\"'", "'a) b'", "'a $$( b'", "'a`b'", "'x\"y z\"w'"];
    public static readonly string[] Tests = ["curl x", "''", "~", "[]", "[CMD, a]", "[CMD-SHELL, a b]", "[NONE]", "[a]", "[CMD]", "'NONE'", "[CMD, 1]", "['']", "[cmd, a]", "['CMD', 'a $$X']", "\"a\\nb\"", "1", "[CMD-SHELL]", "true"];
    public static readonly string[] Hosts = ["'a:1.2.3.4'", "'a=1.2.3.4'", "'a:::1'", "'a=[::1]'", "'a=::1'", "'a:[::1]'", "'a'", "'a='", "'a:'", "'=1.2.3.4'", "'host.docker.internal:host-gateway'", "'a=b=c'", "'a:b:c'", "''", "'a b=1'", "'a=1.2.3.4,5.6.7.8'", "1", "'a=${TEXT}'"];
    public static readonly string[] Urls = [".", "./dir", "../x", "/abs", "~/x", "''", "~", "https://github.com/a/b.git", "git@github.com:a/b", "github.com/a/b", "'git://x/y'", "'ssh://x/y'", "'${DIR}'", "a.git", "http://x", "'service:web'", "'docker-image://x'", "'oci-layout://x'", "'target:x'", "dir/", "dir//x", "'-'", "'https://x/y.git#main:sub'", "'github.com'", "'github.com/a'", "'ftp://x'", "'.git'", "'x://y'", "'C:\\x'"];
    public static readonly string[] Paths = ["./a", "a", "/a", "../a", "~/a", "''", "~", ".", "./a.env", "a.env", "'${DIR}'", "dir", "a//b", "a/../b", "./conf.txt", "conf.txt", "https://x/y", "'git@github.com:a/b'", "1"];
    public static readonly string[] Addresses = ["1.2.3.4", "'::1'", "10.0.0.0/24", "10.0.0.0/8", "'fd00::/8'", "x", "''", "~", "1", "1.2", "'${TEXT}'", "10.5.0.5", "'10.0.0.0/33'"];

    public static readonly string[] Interpolation =
    [
        "$", "$$", "${", "}", "{", ":-", "-", ":+", "+", ":?", "?", "NUM", "TEXT", "UNSET", "EMPTY", "DOLLAR", "$NUM", "$TEXT", "${NUM}", "${UNSET}", "${UNSET:-", "${NUM:+", "${UNSET-", "${EMPTY:-", "${EMPTY-", "${NUM:?", "${UNSET:-${NUM}}", "a", "b", " ", "/", ":", "\n", "\"", "'", "\\", "$1", "$-", "_", "é", "${NUM:-x}", "${DOLLAR}", "=", ",", "#", "}}", "{{", "${1}", "${}", "${ NUM}", "${NUM }", "${NUM-}", "${NUM:}", "${NUM::-a}", "${UNSET:-$$}", "[0]", "^^", "@", "!", "%", "${UNSET:-{\"a\": 1}}", "\t",
    ];

    public static readonly string[] DotEnv =
    [
        "A", "B", "_C", "a.b", "a-b", "a[0]", "1A", "É", "=", ":", " = ", ": ", "=\n", "\n", "\n\n", "\r\n", " ", "\t", "#", " #", " # c", "# c\n", "\"", "'", "\\", "\\\"", "\\'", "\\n", "\\t", "\\$", "\\\\", "\\x41", "\\u0041", "\\033", "\\0101", "$A", "${A}", "${B:-x}", "${UNSET:-y}", "${UNSET}", "$$", "$", "${", "}", "export ", "export A", "export\tB=1\n", "A=1\n", "B=$A\n", "C='x y'\n", "D=\"x $A\"\n", "E=\"a\nb\"\n", "F='a\nb'\n", "value", "va lue", "NUM", "NUM\n", "=NUM", "`", "(", ";", "!", "é", "\u00A0", "\uFEFF", "-", ".", "1", "{\"a\": \"b\"}", "'it''s'", "\"q\" x", "'q' # c", "\"q\"#c", "x#y", "\v", "$(A)", "a b=c\n", "= v\n", "K: v\n", "K:v\n", "\0",
    ];
}
