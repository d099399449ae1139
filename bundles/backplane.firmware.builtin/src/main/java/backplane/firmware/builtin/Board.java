package backplane.firmware.builtin;

import backplane.api.clock.Clock;
import backplane.core.MachineView;
import backplane.core.PortMap;

/** What the firmware's classes work on. */
record Board(
        MachineView machine,
        PortMap ports,
        BiosMemory memory,
        Clock clock,
        Log log,
        Cmos cmos,
        Chipset chipset,
        PciConfig pciConfig,
        PciSetup pci,
        AtaChannel[] channels,
        Rom rom,
        boolean serialConsole) {}
