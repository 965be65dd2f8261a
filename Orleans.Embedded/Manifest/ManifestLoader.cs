using System.Reflection;

namespace Orleans.Serialization.Configuration;

/// <summary>Finds the manifests of all assemblies of the application, from the loaded ones along their application parts.</summary>
internal static class ManifestLoader
{
    public static TypeManifestOptions Load()
    {
        var options = new TypeManifestOptions();
        var seen = new HashSet<Assembly>();
        var pending = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies());
        while (pending.TryDequeue(out var assembly))
        {
            if (assembly.IsDynamic || !seen.Add(assembly))
                continue;
            foreach (var part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
                pending.Enqueue(Assembly.Load(new AssemblyName(part.AssemblyName)));
            foreach (var attribute in assembly.GetCustomAttributes<TypeManifestProviderAttribute>())
                ((ITypeManifestProvider)Activator.CreateInstance(attribute.ProviderType)!).Configure(options);
        }

        return options;
    }
}
