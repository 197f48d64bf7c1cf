using System.Text.Json;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Reads what the verify service says about a certificate that it knows: <c>{"uid":…,"attributes":{…}}</c>.</summary>
internal static class VerifyAnswer
{
    public static AdmissionDecision Check(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return Check(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: half a surrogate pair
        {
            return Unreadable("is not JSON");
        }
    }

    // One sentence: the reason on the wire has room for it beside ours.
    private const int MaxReason = 120;

    /// <summary>
    /// The reason of a no, to follow the sentence that says so: from <c>{"message":…}</c>, with the service's time where it gives one; empty without one.
    /// </summary>
    public static string Reason(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (Text(document.RootElement, "message") is not { } message)
                return "";
            var clock = Text(document.RootElement, "Date");
            return clock is null ? $": {message}" : $": {message}; the clock of the verify service says {clock}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? PeerText.Clean(value.GetString(), MaxReason)
            : null;

    private static AdmissionDecision Check(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("uid", out var name) || name.ValueKind != JsonValueKind.String)
            return Unreadable("has no uid");
        var uid = name.GetString();
        if (!Uid.TryValidate(uid, out var problem))
            return AdmissionDecision.Refused(ErrorCode.NotAdmitted, $"the verify service answered with a name that is not a uid: {problem}");
        if (!answer.TryGetProperty("attributes", out var attributes) || attributes.ValueKind == JsonValueKind.Null)
            return AdmissionDecision.Admitted(uid);
        if (attributes.ValueKind != JsonValueKind.Object)
            return Unreadable("has attributes that are not an object");
        var read = new VerifiedAttributes(Read(VerifiedAttributes.PortsName), Read(VerifiedAttributes.TargetsName), Read(VerifiedAttributes.MaxTunnelsName));
        return problem is null && ClientGrants.TryRead(read, out var rules, out problem)
            ? AdmissionDecision.Admitted(uid, rules)
            : AdmissionDecision.Refused(ErrorCode.NotAdmitted, problem);

        string? Read(string attribute)
        {
            if (!attributes.TryGetProperty(attribute, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String)
                return value.GetString();
            problem ??= ClientGrants.Malformed(attribute, value.GetRawText(), "write it as a string");
            return null;
        }
    }

    private static AdmissionDecision Unreadable(string problem) =>
        AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, $"the verify service's answer {problem}");
}
