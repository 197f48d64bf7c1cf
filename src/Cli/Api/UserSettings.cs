using System.Text.Json;
using SocketWarp.Cli.Parsing;

namespace SocketWarp.Cli.Api;

/// <summary>
/// The user's own defaults: <c>socketwarp/warp.json</c> in the folder for settings (Linux: <c>~/.config</c>), or the file that <c>WARP_SETTINGS</c> names.
/// </summary>
internal sealed record UserSettings : ServiceSettings
{
    public const string FileVariable = "WARP_SETTINGS";

    public ServiceSettings? Scep { get; init; }

    /// <summary>All empty when there is no file.</summary>
    /// <exception cref="WarpException">when the file cannot be read, or a named one does not exist.</exception>
    public static UserSettings Read()
    {
        var named = Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path ? path : null;
        var file = named ?? DefaultFile();
        if (file is null || named is null && !File.Exists(file))
            return new UserSettings();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), UserSettingsJson.Default.UserSettings) ?? new UserSettings();
        }
        catch (JsonException e)
        {
            throw new WarpException(
                ExitCode.BadArgument,
                $"the settings file \"{file}\" is wrong at line {e.LineNumber + 1} ({e.Path ?? "$"})",
                "it is JSON with the keys api, tokenFile and caFile, each a text, and the same in scep"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarpException(
                ExitCode.BadArgument,
                $"the settings file \"{file}\" cannot be read: {FileProblem.Describe(e)}",
                $"set {FileVariable} to a file that exists, or not at all"
            );
        }
    }

    private static string? DefaultFile()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length == 0 ? null : Path.Combine(folder, "socketwarp", "warp.json");
    }
}
