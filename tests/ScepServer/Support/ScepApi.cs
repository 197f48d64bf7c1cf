using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SocketWarp.Client;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>Calls the API as a program would, and enrols as a client would.</summary>
internal sealed class ScepApi : IDisposable
{
    private readonly HttpClient _http;

    public ScepApi(Uri address, string? token, bool patient = true)
    {
        Address = address;
        Rest = new ScepAdminClient(
            new ApiClientOptions
            {
                Address = address,
                Token = token,
                CallTimeout = Waiting.Patience,
            }
        );
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128 })
        {
            BaseAddress = address,
            Timeout = patient ? TimeSpan.FromMinutes(3) : Waiting.Patience,
            DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    public Uri Address { get; }

    public HttpClient Http => _http;

    /// <summary>The calls that are not the original server's.</summary>
    public ScepAdminClient Rest { get; }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return new ApiAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync());
    }

    public async Task AddAsync(string uid, object? attributes = null) =>
        Assert.Equal(200, (await PostAsync("/admin/api/client/add", new { uid, attributes = attributes ?? new { } })).Status);

    public Task<ApiAnswer> CreateSecretAsync(string uid, string secret, string available = "1h", string? pending = null) =>
        PostAsync(
            "/admin/api/secret/create",
            new
            {
                target = uid,
                secret,
                available_period = available,
                pending_period = pending,
            }
        );

    /// <summary>A client with a secret.</summary>
    public async Task AddWithSecretAsync(string uid, string secret, object? attributes = null)
    {
        await AddAsync(uid, attributes);
        var answer = await CreateSecretAsync(uid, secret);
        Assert.True(answer is { Status: 201, Bytes.Length: 0 }, answer.ToString());
    }

    public async Task<ApiAnswer> RevokeAsync(string uid) => await PostAsync("/admin/api/client/revoke", new { uid });

    public async Task<string?> StatusAsync(string uid)
    {
        var answer = await GetAsync($"/api/client/{uid}");
        Assert.Equal(200, answer.Status);
        return answer.Json.ValueKind == JsonValueKind.Null ? null : answer.Json.GetProperty("status").GetString();
    }

    public Task<ApiAnswer> VerifyAsync(X509Certificate2 certificate) =>
        SendAsync(HttpMethod.Get, "/api/cert/verify", null, (PercentEncodedPem.Header, PercentEncodedPem.Encode(certificate)));

    public ScepClient Scep(byte[]? fingerprint = null) =>
        new(
            _http,
            new ScepClientOptions
            {
                Server = new Uri(Address, "/scep"),
                CaFingerprint = fingerprint,
                Timeout = TimeSpan.FromMinutes(3),
            }
        );

    /// <summary>Enrols with a key of its own.</summary>
    public Task<X509Certificate2> EnrolAsync(string uid, string? challenge) => EnrolAsync($"CN={uid}", challenge, RSA.Create(2048));

    public async Task<X509Certificate2> EnrolAsync(string subject, string? challenge, RSA key, string[]? names = null)
    {
        var scep = Scep();
        return await scep.EnrolAsync(
            await scep.DiscoverAsync(),
            CertificateSigningRequest.Create(new X500DistinguishedName(subject), key, names, challenge),
            key
        );
    }

    public async Task<X509Certificate2> RenewAsync(X509Certificate2 current, string uid, string? challenge = null)
    {
        var scep = Scep();
        using var key = RSA.Create(2048);
        return await scep.RenewAsync(
            await scep.DiscoverAsync(),
            CertificateSigningRequest.Create(new X500DistinguishedName($"CN={uid}"), key, null, challenge),
            key,
            current
        );
    }

    public void Dispose()
    {
        _http.Dispose();
        Rest.Dispose();
    }
}
