using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Twins.Silo.Storage;

/// <summary>Makes the names in a directory durable, which syncing the files in it does not (fsync(2), notes). .NET has no call for it.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Returns when created, renamed and deleted names of the directory are durable. Nothing on Windows, where names need no sync.</summary>
    /// <exception cref="IOException">The sync failed.</exception>
    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0) throw Failed(directory);
        try
        {
            if (FSync(descriptor) != 0) throw Failed(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Creates a directory, and those above it that are missing, so that their names survive loss of power.</summary>
    public static void Create(string directory)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(directory));
        if (parent is null) return;
        var isNew = !Directory.Exists(directory);
        if (isNew) Create(parent);
        Directory.CreateDirectory(directory);
        // Also the name of one that is there: whoever made it may have ended before this. A parent that is not to be read was made by somebody else.
        if (isNew || MayRead(parent)) Sync(parent);
    }

    private static bool MayRead(string directory)
    {
        try
        {
            using var names = Directory.EnumerateFileSystemEntries(directory).GetEnumerator();
            return names.MoveNext();
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IOException Failed(string directory) =>
        new($"The directory {directory} cannot be synced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
