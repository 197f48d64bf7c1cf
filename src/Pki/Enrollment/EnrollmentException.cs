namespace SocketWarp.Pki.Enrollment;

/// <summary>No certificate was got: the message says why and what to do, and names no secret.</summary>
/// <param name="isRefusal">Nothing will change until somebody changes something.</param>
public sealed class EnrollmentException(string message, bool isRefusal = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again is in vain until somebody changes something.</summary>
    public bool IsRefusal { get; } = isRefusal;
}
