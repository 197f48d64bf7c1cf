namespace SocketWarp.ServiceDefaults;

/// <summary>What our processes exit with.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Could not start, or could not go on.</summary>
    public const int Failure = 1;

    /// <summary>A setting or argument is wrong; nothing was done.</summary>
    public const int BadSettings = 2;
}
