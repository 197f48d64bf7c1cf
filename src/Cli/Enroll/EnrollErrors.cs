using System.ComponentModel.DataAnnotations;
using SocketWarp.Pki.Enrollment;

namespace SocketWarp.Cli.Enroll;

/// <summary>What is wrong with the wish to enrol, by the words of the command line.</summary>
internal static class EnrollErrors
{
    public const string ServerAuthorities = "--server-ca";

    public static WarpException Url(string value) => new(ExitCode.BadArgument, $"URL is \"{value}\"", "write an http or https URL");

    /// <exception cref="WarpException">An option cannot be used.</exception>
    public static void Check(EnrollmentOptions options)
    {
        var problem = options.Validate(new ValidationContext(options)).FirstOrDefault();
        if (problem is null) return;
        var (name, value) = problem.MemberNames.First() switch
        {
            nameof(EnrollmentOptions.Url) => ("URL", options.Url?.ToString()),
            nameof(EnrollmentOptions.Uid) => ("UID", options.Uid),
            nameof(EnrollmentOptions.CaFingerprint) => ("--ca-fingerprint", options.CaFingerprint),
            nameof(EnrollmentOptions.CaPath) => (ServerAuthorities, options.CaPath),
            _ => ("--name", string.Join(", ", options.Names)),
        };
        throw new WarpException(ExitCode.BadArgument, value is null ? $"{name} is missing" : $"{name} is \"{value}\"", problem.ErrorMessage);
    }
}
