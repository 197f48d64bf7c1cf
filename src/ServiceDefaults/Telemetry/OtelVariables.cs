using System.Globalization;
using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>
/// Reads the variables that OpenTelemetry defines, and collects what is wrong with them. OpenTelemetry itself silently ignores what it cannot use.
/// </summary>
/// <param name="read">The environment.</param>
internal sealed class OtelVariables(Func<string, string?> read)
{
    private readonly List<string> _errors = [];

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Errors => [.. _errors.Distinct()];

    /// <summary>The value; null when it is not set, or empty, which means the same.</summary>
    public string? Text(string name) => read(name)?.Trim() is { Length: > 0 } text ? text : null;

    public void Refuse(string name, string value, string fix) => _errors.Add($"{name} is \"{value}\": {fix}");

    public bool Flag(string name)
    {
        if (Text(name) is not { } text)
            return false;
        if (bool.TryParse(text, out var flag))
            return flag;
        Refuse(name, text, "write true or false");
        return false;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Refuse(name, text, $"write a whole number from {least} to {most}");
        return otherwise;
    }

    public double Ratio(string name)
    {
        if (Text(name) is not { } text)
            return 1;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            return ratio;
        Refuse(name, text, "write a number from 0 to 1, such as 0.25");
        return 1;
    }

    public Uri? Url(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && TelemetrySettings.IsReceiver(url))
            return url;
        Refuse(name, text, "write an http or https URL, such as http://127.0.0.1:4317");
        return null;
    }

    public string? Choice(string name, params IReadOnlyList<string> known)
    {
        if (Text(name) is not { } text)
            return null;
        if (known.FirstOrDefault(k => k.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } choice)
            return choice;
        Refuse(name, text, $"write {OneOf(known)}");
        return null;
    }

    /// <summary>Some of the known words, separated by commas; null when it is not set.</summary>
    public IReadOnlyList<string>? Choices(string name, params IReadOnlyList<string> known)
    {
        if (Text(name) is not { } text)
            return null;
        var chosen = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(c => c.ToLowerInvariant()).ToArray();
        if (chosen.Except(known).Any())
            Refuse(name, text, $"write {OneOf(known)}, or several with commas between them");
        return chosen;
    }

    /// <summary>Pairs <c>name=value,name=value</c>, whose values may be percent-encoded.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string name, bool isSecret = false)
    {
        var pairs = new Dictionary<string, string>();
        if (Text(name) is not { } text)
            return pairs;
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, var value])
            {
                pairs[Uri.UnescapeDataString(key)] = Uri.UnescapeDataString(value);
                continue;
            }

            Refuse(name, isSecret ? Secret.Mask : text, "write name=value, several with commas between them, and commas in values as %2C");
            break;
        }

        return pairs;
    }

    public void File(string name)
    {
        if (Text(name) is { } path && !System.IO.File.Exists(path))
            Refuse(name, path, "name a PEM file that exists");
    }

    private static string OneOf(IReadOnlyList<string> known) => $"{string.Join(", ", known.SkipLast(1))} or {known[^1]}";
}
