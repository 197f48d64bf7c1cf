using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;
using SocketWarp.Web.Http.Connections;

namespace SocketWarp.Web.Http;

/// <summary>What our HTTP services have in common: limits, TLS, strict JSON.</summary>
public static class HttpDefaults
{
    // The server takes no shorter grace period.
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(1.1);

    /// <summary>Binds the section, and makes it what access, limits and errors go by; one service of a host has that.</summary>
    /// <param name="json">The bodies that it knows.</param>
    public static IServiceCollection AddHttpDefaults<TSettings>(
        this IServiceCollection services,
        string section,
        IJsonTypeInfoResolver json,
        Action<TSettings>? configure = null
    )
        where TSettings : HttpSettings, new()
    {
        services.AddSettings(section, configure);
        services.AddSingleton<HttpSettings>(s => s.GetRequiredService<IOptions<TSettings>>().Value);
        services.AddSingleton<ConnectionTable>();
        // A flush ends when the system has the bytes: so it shows that a client does not read, and nothing is left behind when a connection ends.
        services.Configure<SocketTransportOptions>(options => options.MaxWriteBufferSize = 1);
        // Wrong bodies come to ErrorMiddleware, which says what is wrong; the default is an empty 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services.ConfigureHttpJsonOptions(options => UseStrictJson(options.SerializerOptions, json));
    }

    /// <summary>Uses Kestrel over sockets, and leaves the process the descriptors that it needs itself.</summary>
    public static IWebHostBuilder UseGuardedKestrel(this IWebHostBuilder builder) =>
        builder
            .UseKestrelCore()
            .ConfigureServices(services =>
            {
                services.RemoveAll<IConnectionListenerFactory>();
                services.AddSingleton<SocketTransportFactory>();
                services.AddSingleton<IConnectionListenerFactory>(s => new DescriptorGuard(
                    s.GetRequiredService<SocketTransportFactory>(),
                    s.GetService<ConnectionTable>(),
                    s.GetRequiredService<ILogger<DescriptorGuard>>()
                ));
            });

    /// <summary>Server-wide limits.</summary>
    public static void UseLimits(this KestrelServerOptions options, HttpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(settings);
        options.AddServerHeader = false;
        var limits = options.Limits;
        limits.MaxRequestBodySize = settings.MaxDrainBytes;
        limits.MaxRequestHeadersTotalSize = settings.MaxHeaderBytes;
        limits.MaxRequestLineSize = Math.Min(limits.MaxRequestLineSize, settings.MaxHeaderBytes);
        limits.RequestHeadersTimeout = settings.HeaderTimeout;
        limits.KeepAliveTimeout = settings.IdleTimeout;
        // BodyTimeout bounds slow bodies instead.
        limits.MinRequestBodyDataRate = null;
        // Connections are timed below TLS; this limit is for HTTP/2, where one stream may not be read while the connection is.
        limits.MinResponseDataRate = new MinDataRate(
            limits.MinResponseDataRate!.BytesPerSecond,
            settings.SendTimeout > LeastGrace ? settings.SendTimeout : LeastGrace
        );
    }

    /// <summary>Bounds the connections of a listener in number and time. Call it before anything else that sees their bytes.</summary>
    /// <param name="section">The section in which the listener is set, for messages.</param>
    public static void UseConnectionLimits(this ListenOptions listen, string section, bool tls)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var limits = new ListenerLimits(listen, section, tls);
        listen.Use(next => connection => limits.RunAsync(connection, next));
    }

    /// <summary>Adds what every request goes through first.</summary>
    public static void UseHttpDefaults(this IApplicationBuilder app)
    {
        app.UseMiddleware<ConnectionMiddleware>();
        app.Use((context, next) => HeadRequests.ServeAsync(context, next));
        app.UseMiddleware<ErrorMiddleware>();
    }

    /// <summary>Speaks HTTP/1, with TLS where there is a certificate. Not HTTP/2: each of its streams would need the limits of a connection.</summary>
    public static void UseProtocols(this ListenOptions listen, HttpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(settings);
        listen.UsePlainAddresses();
        listen.UseConnectionLimits(settings.Section, tls: settings.Certificate is not null);
        listen.Protocols = HttpProtocols.Http1;
        if (settings.Certificate is { } certificate)
            ServerCertificate.Use(listen, settings.Section, certificate, settings.CertificateKey!);
    }

    /// <summary>Where others reach what is bound: "any" is where one listens, not where one connects.</summary>
    public static Uri Reachable(IPEndPoint bound, bool tls)
    {
        ArgumentNullException.ThrowIfNull(bound);
        // What listens on :: takes IPv4 too, which every machine has.
        var address = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : bound.Address;
        return new Uri($"{(tls ? "https" : "http")}://{new IPEndPoint(address, bound.Port)}");
    }

    private static void UseStrictJson(JsonSerializerOptions options, IJsonTypeInfoResolver json)
    {
        options.TypeInfoResolverChain.Insert(0, json);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        // No HTML here: quotes and letters of all languages stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
