using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Enrollment;

/// <summary>Says when to renew, and when to try again.</summary>
internal sealed class RenewalSchedule(EnrollmentOptions options, Random random)
{
    /// <summary>The part of the certificate's life by which renewals are spread: certificates enrolled together need not all be renewed together.</summary>
    private const double Jitter = 0.05;

    private TimeSpan _pause = options.MinimumRetry;

    /// <param name="written">When the certificate was put in place: its own beginning lies back, for peers whose clocks are behind.</param>
    public DateTimeOffset Due(X509Certificate2 certificate, DateTimeOffset written, DateTimeOffset now)
    {
        var begin = written > certificate.NotBefore && written <= now ? written : new DateTimeOffset(certificate.NotBefore);
        var due = begin + ((certificate.NotAfter - begin) * (options.RenewAt - (random.NextDouble() * Jitter)));
        // Whatever the clocks say, no server is asked again at once.
        return due > now + options.MinimumRetry ? due : now + options.MinimumRetry;
    }

    /// <summary>The pause after one more failure.</summary>
    /// <param name="left">Of the certificate's life: while there is some, a quarter of it at most, so that several attempts remain.</param>
    public TimeSpan AfterFailure(bool refused, TimeSpan left)
    {
        var pause = refused ? options.RefusedRetry : _pause;
        if (!refused)
            _pause = _pause < options.MaximumRetry / 2 ? _pause * 2 : options.MaximumRetry;
        if (left > TimeSpan.Zero && pause > left / 4)
            pause = left / 4;
        pause -= pause * (random.NextDouble() / 2);
        return pause > options.MinimumRetry / 2 ? pause : options.MinimumRetry / 2;
    }

    public void Succeeded() => _pause = options.MinimumRetry;
}
