using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Rest;

/// <summary>Chooses one-time secrets.</summary>
internal sealed class SecretMaker(IOptions<ScepSettings> settings, TimeProvider time)
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(36500);

    // Without letters and digits that people take for each other; some secrets are typed.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>148 bits.</summary>
    private const int Length = 30;

    /// <param name="replacesCertificate">The client has a certificate that holds.</param>
    public bool TryMake(
        ScepSecretRequest request,
        bool replacesCertificate,
        [NotNullWhen(true)] out MadeSecret? made,
        [NotNullWhen(false)] out ApiProblem? problem
    )
    {
        made = null;
        var most = settings.Value.Secrets.MaxLifetime;
        if (
            !TryRead(
                "lifetime",
                request.Lifetime,
                DefaultLifetime < most ? DefaultLifetime : most,
                TimeSpan.FromSeconds(1),
                most,
                out var lifetime,
                out problem
            )
        )
            return false;
        if (!TryRead("overlap", request.Overlap, settings.Value.RenewalOverlap, TimeSpan.Zero, LongestOverlap, out var overlap, out problem))
            return false;
        var text = RandomNumberGenerator.GetString(Alphabet, Length);
        made = new MadeSecret(
            text,
            SecretHash.Create(
                text,
                SecretHash.IterationsOfRandom,
                time.GetUtcNow() + lifetime,
                replacesCertificate ? overlap : null,
                replacesCertificate ? DurationText.Format(overlap) : ""
            )
        );
        return true;
    }

    private static bool TryRead(
        string field,
        string? text,
        TimeSpan standard,
        TimeSpan least,
        TimeSpan most,
        out TimeSpan value,
        [NotNullWhen(false)] out ApiProblem? problem
    )
    {
        value = standard;
        var valid = text is null || (DurationText.TryParse(text, out value) && value >= least && value <= most);
        problem = valid
            ? null
            : RestProblems.Duration(
                field,
                text,
                $"write a time from {DurationText.Format(least)} to {DurationText.Format(most)} with its unit, such as 30m or 1d"
            );
        return valid;
    }
}
