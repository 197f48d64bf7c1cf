using System.Runtime.Intrinsics.X86;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>The instructions that <see cref="NativeGcm"/>'s functions for VAES and AVX-512 use.</summary>
internal static class VectorInstructions
{
    /// <summary>Whether the CPU has them and the system lets programs use them.</summary>
    public static bool Exist => Aes.IsSupported && HasVaes && (RuntimeHasOthers || LinuxHas("avx512bw", "avx512dq", "avx512vl", "bmi2", "vpclmulqdq"));

    private static bool HasVaes
    {
        get
        {
            const int Vaes = 1 << 9; // CPUID leaf 7, ECX
            return X86Base.IsSupported && (X86Base.CpuId(7, 0).Ecx & Vaes) != 0;
        }
    }

    // A native program says no to what it was not compiled for, whatever the CPU has.
    private static bool RuntimeHasOthers => Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Bmi2.X64.IsSupported && Pclmulqdq.V512.IsSupported;

    /// <summary>Linux leaves out of its list what a CPU has but the system does not save when it switches threads.</summary>
    private static bool LinuxHas(params IEnumerable<string> instructions)
    {
        try
        {
            var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "";
            return !instructions.Except(flags.Split(' ')).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
