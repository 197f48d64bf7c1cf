using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SocketWarp.ScepServer.Clients;

/// <summary>What attributes must look like; what they mean is their readers' business.</summary>
internal static class ClientAttributes
{
    /// <summary>Bytes of JSON that one client's attributes have at most; a hundred target rules have half of it.</summary>
    public const int MaxBytes = 16 * 1024;

    public static bool TryValidate(IReadOnlyDictionary<string, JsonElement> attributes, [NotNullWhen(false)] out string? error)
    {
        error = JsonSerializer.SerializeToUtf8Bytes(attributes, ClientJson.Default.IReadOnlyDictionaryStringJsonElement).Length > MaxBytes ? $"attributes have more than {MaxBytes} bytes" : null;
        return error is null;
    }
}
