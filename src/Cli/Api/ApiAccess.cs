using System.CommandLine;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Cli.Api;

/// <summary>Where the API is and how to be let in: options first, then variables, then the user's settings file, then defaults.</summary>
/// <param name="Address">Of the API's root.</param>
/// <param name="Token">Null: try without.</param>
/// <param name="CaFile">Null: the system's authorities.</param>
/// <param name="Timeout">Of one call.</param>
internal sealed record ApiAccess(Uri Address, Secret? Token, string? CaFile, TimeSpan Timeout)
{
    public const string DefaultAddress = "http://127.0.0.1:8080";

    /// <summary>The API itself waits up to 3 s for a gateway's answer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public const string AddressVariable = "WARP_API";

    public const string TokenVariable = "WARP_TOKEN";

    public const string TokenFileVariable = "WARP_TOKEN_FILE";

    public const string CaFileVariable = "WARP_CA_FILE";

    /// <exception cref="WarpException">Something in it cannot be used.</exception>
    public static ApiAccess Find(ParseResult parsed, ApiOptions options)
    {
        var settings = UserSettings.Read();
        var address = ParseAddress(parsed.GetValue(options.Address) ?? Variable(AddressVariable) ?? settings.Api ?? DefaultAddress);
        // The file's token is for the file's API; whoever answers elsewhere is not to see it.
        if (settings.Api is { } own && ParseAddress(own) != address) settings = settings with { TokenFile = null };
        var caFile = parsed.GetValue(options.CaFile) ?? Variable(CaFileVariable) ?? settings.CaFile;
        return new ApiAccess(address, FindToken(parsed.GetValue(options.TokenFile), settings), caFile, parsed.GetValue(options.Timeout) ?? DefaultTimeout);
    }

    private static Secret? FindToken(string? file, UserSettings settings)
    {
        if (file is null && Variable(TokenVariable) is { } token) return TokenText.Check(token, TokenVariable);
        file ??= Variable(TokenFileVariable) ?? settings.TokenFile;
        return file is null ? null : TokenText.ReadFile(file);
    }

    private static Uri ParseAddress(string text)
    {
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? address
            : throw new WarpException(ExitCode.BadArgument, $"the API's address is \"{text}\"", $"write http://host:port or https://host:port in --api, {AddressVariable} or the settings file");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
