package backplane.cpu.x86;

import backplane.cpu.x86.translate.Code;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** The classes of regions that the virtual machine holds: those that its collector has not unloaded. */
final class LoadedRegions {
    private LoadedRegions() {}

    /** Their names, behind a full collection. */
    static Set<String> names() {
        System.gc();
        String[] arguments = {"-s", Code.class.getName()};
        try {
            String tree = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmClassHierarchy",
                            new Object[] {arguments},
                            new String[] {String[].class.getName()});
            return tree.lines()
                    .filter(line -> line.contains(".translate.Quick") || line.contains(".translate.Hot"))
                    .map(line -> line.substring(line.indexOf("backplane")))
                    .collect(Collectors.toSet());
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
