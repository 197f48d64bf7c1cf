using System.Text.Json;
using SocketWarp.Base.Settings;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol.AllowList;

namespace SocketWarp.Connector.Legacy;

/// <summary>
/// socket-warp 1.3's <c>settings.json</c>. It had no list of targets, so it stands for everything; what our own settings say wins.
/// </summary>
public sealed class LegacySettingsFile
{
    /// <summary>Looked for in the working directory, as socket-warp does.</summary>
    public const string DefaultPath = "settings.json";

    private static readonly string[] Keys = ["client_cert_path", "client_key_path", "ca_cert_path", "server_name", "service_port"];

    private readonly string _path;

    private LegacySettingsFile(JsonElement root, string path)
    {
        _path = path;
        CertificatePath = root.GetProperty(Keys[0]).GetString()!;
        KeyPath = root.GetProperty(Keys[1]).GetString()!;
        CaPath = root.GetProperty(Keys[2]).GetString()!;
        ServerName = root.GetProperty(Keys[3]).GetString()!;
        Port = root.GetProperty(Keys[4]).GetInt32();
    }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    public string CaPath { get; }

    public string ServerName { get; }

    public int Port { get; }

    /// <summary>The file's settings, or null when no file is there, or another program's.</summary>
    /// <exception cref="SettingsException">when it has keys of socket-warp's, but not all, or not of the right type</exception>
    public static LegacySettingsFile? Find(string path = DefaultPath)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            // Read as text, which drops a byte order mark.
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            using var document = JsonDocument.Parse(File.ReadAllText(path), options);
            return Read(document.RootElement, path);
        }
        catch (JsonException)
        {
            // It reads the same grammar, and says where the fault is.
            SettingsFile.Read(path);
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"{path} cannot be read ({e.Message}): allow it or remove it"]);
        }
    }

    /// <summary>Sets what the file says; everything else stays.</summary>
    public void Apply(ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.CertificatePath = CertificatePath;
        settings.KeyPath = KeyPath;
        settings.CaPath = CaPath;
        settings.ServerName = ServerName;
        settings.Gateways = [$"{ServerName}:{Port}"];
        settings.Targets = [TargetPattern.Everything];
        AddForeign(nameof(settings.CertificatePath), Keys[0], CertificatePath);
        AddForeign(nameof(settings.KeyPath), Keys[1], KeyPath);
        AddForeign(nameof(settings.CaPath), Keys[2], CaPath);
        AddForeign(nameof(settings.ServerName), Keys[3], ServerName);
        AddForeign($"{nameof(settings.Gateways)}:0", $"{Keys[3]} and {Keys[4]}", settings.Gateways[0]);

        void AddForeign(string key, string name, string value) => settings.AddForeign(new ForeignValue(key, $"{_path}: {name}", value));
    }

    private static LegacySettingsFile? Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !Keys.Any(k => root.TryGetProperty(k, out _)))
            return null;
        var errors = Keys.Where(k => !IsValid(root, k))
            .Select(k => k == Keys[^1] ? $"{path}: {k} must be a port from 1 to 65535" : $"{path}: {k} must be a text")
            .ToArray();
        return errors.Length == 0 ? new LegacySettingsFile(root, path) : throw new SettingsException(errors);
    }

    private static bool IsValid(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value)
        && (
            key == Keys[^1]
                ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is > 0 and <= 65535
                : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 }
        );
}
