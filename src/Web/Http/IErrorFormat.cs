using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Metadata of routes whose callers, being another product's, read errors in a form of their own. The status is set before.</summary>
public interface IErrorFormat
{
    Task WriteAsync(HttpContext context, ApiProblem problem);
}
