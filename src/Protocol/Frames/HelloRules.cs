using SocketWarp.Protocol.Session;

namespace SocketWarp.Protocol.Frames;

/// <summary>What a gateway asks of a Hello before it answers.</summary>
public static class HelloRules
{
    /// <returns>null to go on, else what to refuse with: <see cref="ErrorCode.BadVersion"/> or <see cref="ErrorCode.BadFrame"/> and a plain reason.</returns>
    public static (ErrorCode Code, string Reason)? Check(Hello hello)
    {
        ArgumentNullException.ThrowIfNull(hello);
        if (hello.Version != WireProtocols.Version)
            return (ErrorCode.BadVersion, $"protocol version {hello.Version} is not spoken here, only {WireProtocols.Version}");
        var problem =
            TooLong("name", hello.Name, ProtocolLimits.MaxName)
            ?? TooLong("software", hello.Software, ProtocolLimits.MaxName)
            ?? TooLong("replaces", hello.Replaces, ProtocolLimits.MaxName)
            ?? TooMany("labels", hello.Labels.Count, ProtocolLimits.MaxLabels)
            ?? TooMany("capabilities", hello.Capabilities.Count, ProtocolLimits.MaxCapabilities)
            ?? CheckLabels(hello)
            ?? hello.Capabilities.Select(c => TooLong("a capability", c, ProtocolLimits.MaxCapability)).FirstOrDefault(p => p is not null);
        return problem is null ? null : (ErrorCode.BadFrame, $"hello: {problem}");
    }

    private static string? CheckLabels(Hello hello)
    {
        foreach (var (key, value) in hello.Labels)
        {
            if (key.Length == 0)
                return "a label has no key";
            if ((TooLong("a label's key", key, ProtocolLimits.MaxLabelKey) ?? TooLong("a label's value", value, ProtocolLimits.MaxLabelValue)) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? TooLong(string what, string text, int limit) => text.Length > limit ? $"{what} has more than {limit} characters" : null;

    private static string? TooMany(string what, int count, int limit) => count > limit ? $"more than {limit} {what}" : null;
}
