using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.Web.Http;

namespace SocketWarp.Web.Access;

/// <summary>
/// The tokens that this API takes. The first start makes one of each role and writes it to <c>ROLE.token</c> (mode 0600); of all
/// tokens only hashes are kept, in <c>tokens.json</c>. Removing an entry there revokes it at the next start, and a role without an entry gets a new token.
/// </summary>
public sealed partial class ApiTokens(StateDirectory directory, HttpSettings settings, ILogger<ApiTokens> logger)
{
    public const string FileName = "tokens.json";

    // 256 bits: nobody guesses, so that a plain hash without salt is enough.
    private const int TokenBytes = 32;

    /// <summary>Characters of a token that others made: nobody guesses so many.</summary>
    private const int LeastGiven = 32;

    private static readonly ApiRole[] Roles = [ApiRole.Admin, ApiRole.Viewer, ApiRole.Gateway];

    private (byte[] Hash, ApiRole Role)[] _tokens = [];

    /// <summary>Where the first token of a role is written, or was written by others.</summary>
    public string FileOf(ApiRole role) =>
        settings.TokenDirectory is { Length: > 0 } given ? Path.Combine(given, FileNameOf(role)) : directory.File(FileNameOf(role));

    /// <exception cref="StartupException">when the files cannot be read or written.</exception>
    public void Load()
    {
        if (settings.TokenDirectory is { Length: > 0 })
            LoadGiven();
        else
            LoadOwn();
    }

    private void LoadGiven()
    {
        _tokens = [.. Roles.Where(role => File.Exists(FileOf(role))).Select(role => (Hash(ReadGiven(role)), role))];
        if (!_tokens.Any(t => t.Role == ApiRole.Admin))
            throw new StartupException(
                $"{settings.Key(nameof(HttpSettings.TokenDirectory))} is \"{settings.TokenDirectory}\", which has no {FileNameOf(ApiRole.Admin)}: put one there"
            );
    }

    private string ReadGiven(ApiRole role)
    {
        var path = FileOf(role);
        try
        {
            return File.ReadAllText(path).Trim() is { Length: >= LeastGiven } token
                ? token
                : throw new StartupException($"{path} has no token of at least {LeastGiven} characters: write one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private void LoadOwn()
    {
        var path = directory.File(FileName);
        try
        {
            var stored = File.Exists(path) ? Read(path) : [];
            ApiRole[] missing = [.. Roles.Except(stored.Select(t => t.Role))];
            if (missing.Length > 0)
            {
                stored = [.. stored, .. missing.Select(Create)];
                PrivateFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(stored, TokenJson.Default.StoredTokenArray));
            }

            _tokens = [.. stored.Select(t => (Convert.FromHexString(t.Sha256), t.Role))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {e.Message.TrimEnd('.')}", e);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new StartupException($"{path} cannot be read ({e.Message.TrimEnd('.')}): correct it, or remove it to get new tokens", e);
        }
    }

    /// <summary>The token's role; none for an unknown token. Takes as long for a near miss as for anything else.</summary>
    public ApiRole RoleOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        var role = ApiRole.None;
        foreach (var (known, knownRole) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                role = knownRole;
        }

        return role;
    }

    /// <summary>Tells callers apart, and is no token.</summary>
    internal static string DigestOf(string token) => Convert.ToHexStringLower(Hash(token));

    private static StoredToken[] Read(string path) => JsonSerializer.Deserialize(File.ReadAllText(path), TokenJson.Default.StoredTokenArray) ?? [];

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string FileNameOf(ApiRole role) => $"{Name(role)}.token";

    private static string Name(ApiRole role) => role.ToString().ToLowerInvariant();

    private StoredToken Create(ApiRole role)
    {
        var token = $"sw_{Name(role)}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes))}";
        var path = FileOf(role);
        PrivateFiles.Replace(path, Encoding.ASCII.GetBytes(token + "\n"));
        Log.Created(logger, role, path);
        return new StoredToken
        {
            Role = role,
            Name = "first start",
            Sha256 = Convert.ToHexStringLower(Hash(token)),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "New {Role} token in {Path}", EventName = "TokenMade")]
        public static partial void Created(ILogger logger, ApiRole role, string path);
    }
}
