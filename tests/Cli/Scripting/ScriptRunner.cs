using System.Text.RegularExpressions;
using SocketWarp.Cli.Tests.Support;

namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>Runs the commands of a script in a shell that has <c>warp</c> on its path and an admin's token, and compares.</summary>
internal sealed class ScriptRunner(ScriptWorld world, string directory)
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["PATH"] = $"{Repository.WarpFolder}:{Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = directory,
        ["XDG_CONFIG_HOME"] = null,
        ["NO_COLOR"] = null,
        ["WARP_TOKEN"] = null,
        ["WARP_SETTINGS"] = null,
        ["WARP_CA_FILE"] = null,
        ["WARP_API"] = world.Api.Addresses.Rest!.ToString().TrimEnd('/'),
        ["WARP_TOKEN_FILE"] = world.Api.Addresses.AdminTokenFile,
        ["API"] = world.Api.Addresses.Rest!.Authority,
        ["ADMIN_TOKEN_FILE"] = world.Api.Addresses.AdminTokenFile,
        ["VIEWER_TOKEN_FILE"] = world.Api.Addresses.ViewerTokenFile,
    };

    public async Task RunAsync(IEnumerable<ScriptStep> steps, bool errorsAmongOutput = false)
    {
        foreach (var step in steps)
        {
            if (step.Event is { } happening) await world.HappenAsync(happening);
            else await RunAsync(step, errorsAmongOutput);
        }
    }

    private async Task RunAsync(ScriptStep step, bool errorsAmongOutput)
    {
        await using var shell = RunningProgram.Start("bash", ["-c", errorsAmongOutput ? $"{{ {step.Command}; }} 2>&1" : step.Command!], _environment, directory);
        var code = await shell.ExitAsync();
        foreach (var token in world.Api.Tokens) Assert.DoesNotContain(token, shell.Output + shell.Error, StringComparison.Ordinal);

        Compare(step, "output", step.Output, shell.Output);
        Compare(step, "error", step.Error, shell.Error);
        Assert.True(step.ExitCode == code, $"line {step.Line}: $ {step.Command}\nexit code {code}, expected {step.ExitCode}\n{shell.Error}");
    }

    private static void Compare(ScriptStep step, string what, IReadOnlyList<string> expected, string actual)
    {
        var pattern = string.Join('\n', Lines(string.Join('\n', expected)).Select(l => Regex.Escape(l).Replace("\\*", ".*", StringComparison.Ordinal)));
        var lines = string.Join('\n', Lines(actual));
        Assert.True(Regex.IsMatch(lines, $"^{pattern}$"), $"line {step.Line}: $ {step.Command}\n{what} is\n{lines}\nexpected\n{string.Join('\n', expected)}");
    }

    private static IEnumerable<string> Lines(string text) => text.TrimEnd().Split('\n').Select(l => l.TrimEnd());
}
