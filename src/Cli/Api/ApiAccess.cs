using System.CommandLine;
using System.Security.Cryptography;
using SocketWarp.Base;
using SocketWarp.Cli.Parsing;
using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>Where a service is and how to be let in: options first, then variables, then the user's settings file, then defaults.</summary>
/// <param name="Address">Its root; behind a reverse proxy, with the path under which the proxy serves it. Ends with a slash.</param>
/// <param name="Token">Null: try without.</param>
/// <param name="CaFile">Null: the system's authorities.</param>
/// <param name="Timeout">Of one call, or of a transfer that stands still; null: as long as a client waits by itself.</param>
internal sealed record ApiAccess(ApiService Service, Uri Address, Secret? Token, string? CaFile, TimeSpan? Timeout)
{
    /// <summary>An address as people write it.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');

    /// <exception cref="WarpException">when something in it cannot be used.</exception>
    public static ApiAccess Find(ParseResult parsed, ApiOptions options)
    {
        var service = options.Service;
        var settings = service.Settings(UserSettings.Read());
        var address = ParseAddress(service, parsed.GetValue(options.Address) ?? Variable(service.AddressVariable) ?? settings.Api ?? service.DefaultAddress);
        // The file's token is for the file's service; a server at another address must not see it.
        if (settings.Api is { } own && ParseAddress(service, own) != address)
            settings = settings with { TokenFile = null };
        var caFile = parsed.GetValue(options.CaFile) ?? Variable(service.CaFileVariable) ?? settings.CaFile;
        return new ApiAccess(service, address, FindToken(service, parsed.GetValue(options.TokenFile), settings), caFile, parsed.GetValue(options.Timeout));
    }

    /// <param name="answered">Told the service's own words.</param>
    /// <exception cref="WarpException">when the authority's file cannot be used</exception>
    public ServiceClient Connect(Action<ReadOnlyMemory<byte>>? answered = null)
    {
        try
        {
            return Service.Connect(
                new ApiClientOptions
                {
                    Address = Address,
                    Token = Token?.Reveal(),
                    CaFile = CaFile,
                    CallTimeout = Timeout ?? ApiClientOptions.DefaultCallTimeout,
                    TransferTimeout = Timeout ?? ApiClientOptions.DefaultTransferTimeout,
                    Answered = answered,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            var reason = FileProblem.Describe(e);
            throw new WarpException(ExitCode.BadArgument, $"the authority's file \"{CaFile}\" cannot be used: {reason}", "name a PEM file with --ca-file");
        }
    }

    private static Secret? FindToken(ApiService service, string? file, ServiceSettings settings)
    {
        if (file is null && Variable(service.TokenVariable) is { } token)
            return TokenText.Check(token, service.TokenVariable);
        file ??= Variable(service.TokenFileVariable) ?? settings.TokenFile;
        return file is null ? null : TokenText.ReadFile(service, file);
    }

    private static Uri ParseAddress(ApiService service, string text)
    {
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? new Uri($"{Text(address)}/")
            : throw new WarpException(
                ExitCode.BadArgument,
                $"{service.Name}'s address is \"{text}\"",
                $"write http://host:port or https://host:port, and the path of a reverse proxy if there is one, in {service.Option}, "
                    + $"{service.AddressVariable} or the settings file"
            );
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
