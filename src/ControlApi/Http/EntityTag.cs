using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Http;

/// <summary>ETag and If-Match (RFC 9110 sections 8.8.3 and 13.1.1) with a revision in them.</summary>
internal static class EntityTag
{
    public static string Of(ulong revision) => $"\"{revision}\"";

    /// <param name="ifMatch">The header; null, empty and <c>*</c> ask for nothing.</param>
    public static bool TryParse(string? ifMatch, out ulong? revision, [NotNullWhen(false)] out ApiProblem? problem)
    {
        revision = null;
        problem = null;
        if (string.IsNullOrEmpty(ifMatch) || ifMatch == "*")
            return true;
        if (ulong.TryParse(ifMatch.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            revision = value;
            return true;
        }

        problem = Problems.Malformed("If-Match", ifMatch, "If-Match is not an ETag of an assignment", "send the ETag that came with it, such as \"17\"");
        return false;
    }
}
