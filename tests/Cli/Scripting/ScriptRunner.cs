using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>Runs the commands of a script in a shell that has <c>warp</c> on its path and an admin's token, and compares.</summary>
/// <param name="document">A document's example: errors stand among the output, and ids, secrets, ports of the API and times only look like those of a
/// run.</param>
internal sealed partial class ScriptRunner(ScriptWorld world, string directory, bool document = false)
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["PATH"] = $"{Warp.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = directory,
        ["XDG_CONFIG_HOME"] = null,
        ["NO_COLOR"] = null,
        ["WARP_TOKEN"] = null,
        ["WARP_SETTINGS"] = null,
        ["WARP_CA_FILE"] = null,
        ["WARP_SCEP"] = null,
        ["WARP_SCEP_TOKEN"] = null,
        ["WARP_SCEP_TOKEN_FILE"] = null,
        ["WARP_SCEP_CA_FILE"] = null,
        ["WARP_API"] = world.Api.Addresses.Rest!.ToString().TrimEnd('/'),
        ["WARP_TOKEN_FILE"] = world.Api.Addresses.AdminTokenFile,
        ["API"] = world.Api.Addresses.Rest!.Authority,
        ["ADMIN_TOKEN_FILE"] = world.Api.Addresses.AdminTokenFile,
        ["VIEWER_TOKEN_FILE"] = world.Api.Addresses.ViewerTokenFile,
    };

    public async Task RunAsync(IEnumerable<ScriptStep> steps)
    {
        foreach (var step in steps)
        {
            if (step.Event is { } happening)
                await world.HappenAsync(happening);
            else
                await RunAsync(step);
        }
    }

    private async Task RunAsync(ScriptStep step)
    {
        if (world.Scep is { } scep)
        {
            _environment["WARP_SCEP"] = scep.Addresses.Http!.ToString().TrimEnd('/');
            _environment["WARP_SCEP_TOKEN_FILE"] = scep.Addresses.AdminTokenFile;
            _environment["SCEP_ADMIN_TOKEN_FILE"] = scep.Addresses.AdminTokenFile;
            _environment["SCEP_VIEWER_TOKEN_FILE"] = scep.Addresses.ViewerTokenFile;
            _environment["CA_FINGERPRINT"] = scep.Fingerprint;
        }

        await using var shell = RunningProcess.Start("bash", ["-c", document ? $"{{ {step.Command}; }} 2>&1" : step.Command!], _environment, directory);
        var code = await shell.ExitAsync();
        foreach (var token in world.Api.Tokens.Concat(world.Scep?.Tokens ?? []))
            Assert.DoesNotContain(token, shell.Output + shell.Error, StringComparison.Ordinal);

        Compare(step, "output", step.Output, shell.Output);
        Compare(step, "error", step.Error, shell.Error);
        Assert.True(step.ExitCode == code, $"line {step.Line}: $ {step.Command}\nexit code {code}, expected {step.ExitCode}\n{shell.Error}");
    }

    private void Compare(ScriptStep step, string what, IReadOnlyList<string> expected, string actual)
    {
        var pattern = string.Join('\n', Lines(string.Join('\n', expected)).Select(l => Regex.Escape(l).Replace("\\*", ".*", StringComparison.Ordinal)));
        var lines = string.Join('\n', Lines(actual));
        Assert.True(Regex.IsMatch(lines, $"^{pattern}$"), $"line {step.Line}: $ {step.Command}\n{what} is\n{lines}\nexpected\n{string.Join('\n', expected)}");
    }

    private IEnumerable<string> Lines(string text) => text.TrimEnd().Split('\n').Select(l => (document ? Alike(l) : l).TrimEnd());

    private static string Alike(string line) => Gap().Replace(Random().Replace(line, "X"), "  ");

    [GeneratedRegex(
        @"\b(?=[a-z0-9]*[a-z])[bcdfghjkmnpqrstvwxz023456789]{8}\b|\b[a-hjkmnp-z2-9]{30}\b|\d{4}-\d\d-\d\d \d\d:\d\d|(?<=http://127\.0\.0\.1:)\d+|\b\d+[smhd]\b"
    )]
    private static partial Regex Random();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();
}
