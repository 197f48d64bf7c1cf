using System.Net;
using System.Net.Sockets;
using SocketWarp.ControlApi.Store;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

/// <summary>Every failure at start: exit code, and clear lines on standard error that name key, value and fix.</summary>
public sealed class StartFailureTests : IDisposable
{
    private const string Prefix = "socketwarp-controlapi: error: ";
    private readonly TestDirectory _directory = new();

    public static TheoryData<string[], string> BadSettings =>
        new()
        {
            { ["--Api:Listen", "everywhere"], "Api:Listen is \"everywhere\": write address:port" },
            { ["--Api:Listen=127.0.0.1:99999"], "Api:Listen is \"127.0.0.1:99999\": write address:port" },
            { ["--Api:AllowAnonymous", "yes"], "Api:AllowAnonymous is \"yes\": write one of none, viewer, admin" },
            { ["--Api:AllowAnonymous", "2"], "Api:AllowAnonymous is \"2\": write one of none, viewer, admin" },
            { ["--Api:AcknowledgeTimeout", "5"], "Api:AcknowledgeTimeout is \"5\": write a duration with its unit" },
            { ["--Api:AcknowledgeTimeout", "2h"], "Api:AcknowledgeTimeout is \"2h\": write a value from 0s to 1m" },
            { ["--Api:MaxBodyBytes", "1"], "Api:MaxBodyBytes is \"1\": write a value from 4096 to 1048576" },
            {
                ["--Api:Certificate", "/nowhere/cert.pem", "--Api:CertificateKey", "/dev/null"],
                "Api:Certificate is \"/nowhere/cert.pem\": name a file that exists"
            },
            { ["--Api:Certificate", "/dev/null"], "Api:CertificateKey is not set: name the key of Certificate" },
            { ["--Api:Colour", "red"], "Api:Colour is \"red\": unknown key; known here: Listen, " },
            {
                ["--Apj:Listen", "127.0.0.1:0"],
                "Apj is an unknown section; known: Api, Certificates, Config, Control, Legacy, Logging, Process, State, Telemetry"
            },
            { ["--Control:Listen", "none"], "Control:Socket is not set: name a socket" },
            { ["--Legacy:OpenWithoutSession", "maybe"], "Legacy:OpenWithoutSession is \"maybe\": write true or false" },
            { ["--Config", "/nowhere/socketwarp.json"], "Config is \"/nowhere/socketwarp.json\": name a file that exists" },
            { ["serve"], "argument \"serve\" is unknown: write --Section:Key value" },
            { ["--halp"], "argument \"--halp\" is unknown: write --Section:Key value" },
            { ["--Api:Listen"], "argument \"--Api:Listen\" has no value" },
        };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Setting_Bad_ExitsWith2AndOneLine(string[] arguments, string line)
    {
        await using var process = ControlApiProcess.Start(_directory.Path, ["--State:Directory", _directory.Path, .. arguments]);

        Assert.Equal(2, await process.ExitAsync());
        Assert.StartsWith(Prefix + line, Assert.Single(process.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_SeveralBad_AreReportedTogether()
    {
        await using var process = ControlApiProcess.Start(
            _directory.Path,
            ["--Api:Listen", "x", "--Api:Colour", "red", "--State:MaxAssignments", "0"],
            new Dictionary<string, string?> { ["SOCKETWARP_Control__PingAfter"] = "soon" }
        );

        Assert.Equal(2, await process.ExitAsync());
        Assert.Equal(4, process.Lines.Count);
        Assert.All(process.Lines, l => Assert.StartsWith(Prefix, l, StringComparison.Ordinal));
        Assert.Contains(process.Lines, l => l.Contains("Control:PingAfter is \"soon\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SettingsFile_Malformed_NamesTheFile()
    {
        await File.WriteAllTextAsync(_directory.File("socketwarp.json"), """{ "Api": { "Listen": } }""", TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.Start(_directory.Path, []);

        await AssertOneLineAsync(process, "socketwarp.json, line 1, at Api:Listen: ", code: 2);
    }

    [Fact]
    public async Task SettingsFile_InTheWorkingDirectory_IsRead()
    {
        await File.WriteAllTextAsync(_directory.File("socketwarp.json"), """{ "Api": { "Colour": "red" } }""", TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.Start(_directory.Path, []);

        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains("Api:Colour is \"red\": unknown key", Assert.Single(process.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Api", "Control")]
    [InlineData("Control", "Api")]
    public async Task Port_InUse_NamesTheAddress(string section, string other)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var process = ControlApiProcess.Start(
            _directory.Path,
            ["--State:Directory", _directory.Path, $"--{section}:Listen", $"{taken.LocalEndpoint}", $"--{other}:Listen", "127.0.0.1:0"]
        );

        await AssertOneLineAsync(process, $"{taken.LocalEndpoint}: address already in use; end the program that uses the address, or set another one");
    }

    [Fact]
    public async Task StateDirectory_Unwritable_IsNamed()
    {
        await File.WriteAllTextAsync(_directory.File("file"), "", TestContext.Current.CancellationToken);
        var path = Path.Combine(_directory.File("file"), "state");
        await using var process = ControlApiProcess.StartIn(path);

        await AssertOneLineAsync(process, $"State:Directory is \"{path}\": it cannot be written (");
    }

    [Fact]
    public async Task ControlSocket_TooLongAPath_IsNamed()
    {
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Control:Socket", new string('s', 120));

        await AssertOneLineAsync(process, "it is too long for a Unix socket; name a shorter path");
    }

    [Fact]
    public async Task Certificate_WithAnEd25519Key_IsNamedWithTheFix()
    {
        using var openssl = new OpenSsl();
        await openssl.RunAsync(
            "req -x509 -newkey ed25519 -nodes -keyout api.key -out api.crt -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        );
        await using var process = ControlApiProcess.StartIn(
            _directory.Path,
            "--Api:Certificate",
            openssl["api.crt"],
            "--Api:CertificateKey",
            openssl["api.key"]
        );

        await AssertOneLineAsync(process, "has an Ed25519 key, which HTTPS cannot use here: use RSA or ECDSA");
    }

    [Fact]
    public async Task StateDirectory_InUse_IsNamed()
    {
        await using var first = ControlApiProcess.StartIn(_directory.Path);
        await first.RestAsync();
        await using var second = ControlApiProcess.StartIn(_directory.Path);

        await AssertOneLineAsync(second, "another process uses it; end that one or name another directory");
    }

    [Fact]
    public async Task Store_Damaged_IsRefusedAndLeftAsItIs()
    {
        var path = _directory.File(EmbeddedStore.FileName);
        var damaged = new byte[8192];
        damaged.AsSpan().Fill(9);
        await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Logging:LogLevel:Default", "Warning");

        await AssertOneLineAsync(process, $"{path} is damaged: ");
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Store_OfALaterVersion_IsRefusedAndLeftAsItIs()
    {
        await using (var store = await TestStore.OpenAsync(_directory.Path))
            await store.PutAsync(TestStore.Wish("a", 1001));
        var path = _directory.File(EmbeddedStore.FileName);
        var later = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        // The number that SQLite keeps for its users (sqlite.org/fileformat.html, 1.3), big endian.
        later[63] = 9;
        await File.WriteAllBytesAsync(path, later, TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Logging:LogLevel:Default", "Warning");

        await AssertOneLineAsync(process, $"{path} was written by a later version (format 9, this one reads format 2): start that version again");
        Assert.Equal(later, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Tokens_Unreadable_AreNamed()
    {
        await File.WriteAllTextAsync(_directory.File("tokens.json"), "{", TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(_directory.Path);

        await AssertOneLineAsync(process, "tokens.json cannot be read");
    }

    [Fact]
    public async Task Certificate_NotACertificate_IsNamed()
    {
        await File.WriteAllTextAsync(_directory.File("cert.pem"), "nothing", TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(
            _directory.Path,
            "--Api:Certificate",
            _directory.File("cert.pem"),
            "--Api:CertificateKey",
            _directory.File("cert.pem")
        );

        await AssertOneLineAsync(process, $"Api:Certificate is \"{_directory.File("cert.pem")}\"");
    }

    [Fact]
    public async Task AnonymousAccess_Allowed_IsWarnedOf()
    {
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Api:AllowAnonymous", "admin");

        await process.RestAsync();
        Assert.Contains(process.Lines, l => l.Contains("warn:", StringComparison.Ordinal) && l.Contains("Api:AllowAnonymous", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClearText_OnTheNetwork_IsWarnedOf()
    {
        await using var process = ControlApiProcess.Start(
            _directory.Path,
            ["--Api:Listen", "0.0.0.0:0", "--Control:Listen", "127.0.0.1:0", "--State:Directory", _directory.Path]
        );

        await process.RestAsync();
        Assert.Contains(process.Lines, l => l.Contains("warn:", StringComparison.Ordinal) && l.Contains("clear text", StringComparison.Ordinal));
    }

    private static async Task AssertOneLineAsync(RunningProcess process, string part, int code = 1)
    {
        Assert.Equal(code, await process.ExitAsync());
        var line = Assert.Single(process.Lines, l => !l.Contains(" info: ", StringComparison.Ordinal));
        Assert.StartsWith(Prefix, line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }
}
