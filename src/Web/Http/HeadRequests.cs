using Microsoft.AspNetCore.Http;

namespace SocketWarp.Web.Http;

/// <summary>Answers HEAD as GET (RFC 9110 section 9.3.2): routes see GET, and the server, which saw HEAD, leaves the body out.</summary>
public static class HeadRequests
{
    private static readonly object Marker = new();

    /// <summary>Whether the request came as HEAD: an endless answer must then end after its headers.</summary>
    public static bool IsHead(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(Marker);
    }

    internal static Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[Marker] = Marker;
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
