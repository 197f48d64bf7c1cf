using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SocketWarp.Base.Settings;

/// <summary>Reads a JSON file of settings into full keys. Errors name the file, the line and the key.</summary>
public sealed class SettingsFile
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;
    private readonly byte[] _json;
    private string _key = "";

    private SettingsFile(string path, byte[] json) => (_path, _json) = (path, json);

    /// <exception cref="SettingsException">when it cannot be read, or is not a JSON object</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        try
        {
            // Read as text, which drops a byte order mark.
            return new SettingsFile(path, Encoding.UTF8.GetBytes(File.ReadAllText(path))).Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([
                $"{path} cannot be read ({e.Message.TrimEnd('.')}): allow it, or name another file with --{ServiceConfiguration.FileKey}",
            ]);
        }
    }

    private Dictionary<string, string?> Read()
    {
        var reader = new Utf8JsonReader(_json, Options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Wrong(LineAt(reader.TokenStartIndex), "this is no object: write { \"Section\": { \"Key\": … } }");
            ReadObject(ref reader, "");
            reader.Read();
            return _settings;
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber: ")[0].Split(" Path: ")[0].TrimEnd('.');
            throw Wrong((e.LineNumber ?? 0) + 1, $"this is not JSON: {reason}");
        }
        catch (InvalidOperationException)
        {
            // The reader throws it for half a surrogate pair.
            throw Wrong(LineAt(reader.TokenStartIndex), "this text is not Unicode: write both halves of the character");
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, string prefix)
    {
        var empty = true;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndObject; empty = false)
        {
            _key = Combine(prefix, reader.GetString()!);
            var key = _key;
            reader.Read();
            ReadValue(ref reader, key);
        }

        _key = prefix;
        // An empty section counts too: its name may be wrong.
        if (empty && prefix.Length > 0)
            Add(ref reader, prefix, null);
    }

    private void ReadArray(ref Utf8JsonReader reader, string prefix)
    {
        var index = 0;
        for (; ReadElement(ref reader, Combine(prefix, $"{index}")); index++)
            ReadValue(ref reader, _key);
        _key = prefix;
        if (index == 0)
            Add(ref reader, prefix, "");
    }

    private bool ReadElement(ref Utf8JsonReader reader, string key)
    {
        _key = key;
        return reader.Read() && reader.TokenType != JsonTokenType.EndArray;
    }

    private void ReadValue(ref Utf8JsonReader reader, string key)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, key);
                break;
            case JsonTokenType.StartArray:
                ReadArray(ref reader, key);
                break;
            case JsonTokenType.String:
                Add(ref reader, key, reader.GetString());
                break;
            default:
                Add(ref reader, key, reader.TokenType == JsonTokenType.Null ? null : Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }
    }

    private void Add(ref Utf8JsonReader reader, string key, string? value)
    {
        if (!_settings.TryAdd(key, value))
            throw Wrong(LineAt(reader.TokenStartIndex), "this key is there twice, also where only the case of letters differs: keep one");
    }

    private static string Combine(string prefix, string key) => prefix.Length == 0 ? key : ConfigurationPath.Combine(prefix, key);

    private long LineAt(long position) => _json.AsSpan(0, (int)position).Count((byte)'\n') + 1;

    private SettingsException Wrong(long line, string what) => new([$"{_path}, line {line}{(_key.Length == 0 ? "" : $", at {_key}")}: {what}"]);
}
