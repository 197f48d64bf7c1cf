using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.ScepServer.Clients;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/api/client</c> and <c>/api/cert/list</c>: what viewers see. Nothing there is <c>null</c>, as in the original.</summary>
internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api").WithTags("clients").RequireAuthorization(AccessPolicies.Viewer).WithMetadata(MessageErrors.Instance);
        group.MapGet("/client", List).WithName("listClients").WithSummary("All clients").Produces<IReadOnlyList<ClientView>>();
        group.MapGet("/client/{cn}", Get).WithName("getClient").WithSummary("One client").Produces<ClientView>();
        group
            .MapGet("/cert/list/{cn}", Certificates)
            .WithName("listCertificates")
            .WithSummary("A client's certificates")
            .Produces<IReadOnlyList<CertificateView>>();
    }

    private static Results<Ok<IReadOnlyList<ClientView>>, ContentHttpResult> List(ClientRegistry registry, TimeProvider time)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<ClientView> all = [.. registry.Current.All.Select(c => ClientView.Of(c, now))];
        return all.Count > 0 ? TypedResults.Ok(all) : Null();
    }

    private static Results<Ok<ClientView>, ContentHttpResult> Get(string cn, ClientRegistry registry, TimeProvider time) =>
        registry.Current.Find(cn) is { } client ? TypedResults.Ok(ClientView.Of(client, time.GetUtcNow())) : Null();

    private static Results<Ok<IReadOnlyList<CertificateView>>, ContentHttpResult> Certificates(string cn, ClientRegistry registry, TimeProvider time)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<CertificateView> all = [.. registry.Current.Find(cn)?.Certificates.Select(c => CertificateView.Of(cn, c, now)) ?? []];
        return all.Count > 0 ? TypedResults.Ok(all) : Null();
    }

    private static ContentHttpResult Null() => TypedResults.Text("null", "application/json");
}
