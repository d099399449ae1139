package backplane.cpu.x86.interpret;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The registers by name. */
final class SavedState {
    private static final String[] GENERAL = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
    private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs", "ldt", "tr"};

    private SavedState() {}

    static void save(Core c, StateWriter out) {
        for (int i = 0; i < 8; i++) {
            out.put(GENERAL[i], c.r[i]);
        }
        out.put("eip", c.eip);
        out.put("eflags", c.eflags());
        for (int i = 0; i < 8; i++) {
            StateWriter s = out.record(SEGMENTS[i]);
            s.put("selector", c.selector[i]);
            s.put("base", c.base[i]);
            s.put("limit", c.limit[i]);
            s.put("access", c.access[i]);
        }
        out.put("gdtBase", c.gdtBase);
        out.put("gdtLimit", c.gdtLimit);
        out.put("idtBase", c.idtBase);
        out.put("idtLimit", c.idtLimit);
        out.put("cr0", c.cr0);
        out.put("cr2", c.mmu.cr2());
        for (int i = 0; i < 4; i++) {
            out.put("pdpte" + i, c.mmu.pointers()[i]);
        }
        out.put("cr3", c.cr3);
        out.put("cr4", c.cr4);
        out.put("dr6", c.debug.dr6);
        out.put("dr7", c.debug.dr7);
        out.put("breakpoints", c.debug.address);
        out.put("cpl", c.cpl);
        out.put("tscOffset", c.msrs.tscOffset);
        StateWriter msrs = out.record("msrs");
        for (int i = 0; i < c.msrs.kept.length; i++) {
            msrs.put(Integer.toString(i), c.msrs.kept[i]);
        }
        c.fpu.save(out.record("fpu"));
        c.simd.save(out.record("simd"));
    }

    static void restore(Core c, StateReader in) throws StateException {
        for (int i = 0; i < 8; i++) {
            c.r[i] = in.getInt(GENERAL[i]);
        }
        c.eip = in.getInt("eip");
        for (int i = 0; i < 8; i++) {
            StateReader s = in.record(SEGMENTS[i]);
            c.cache(i, s.getInt("selector"), s.getInt("base"), s.getInt("limit"), s.getInt("access"));
        }
        c.gdtBase = in.getInt("gdtBase");
        c.gdtLimit = in.getInt("gdtLimit");
        c.idtBase = in.getInt("idtBase");
        c.idtLimit = in.getInt("idtLimit");
        c.cr0 = in.getInt("cr0");
        c.mmu.cr2(in.getInt("cr2"));
        for (int i = 0; i < 4; i++) {
            c.mmu.pointers()[i] = in.getLong("pdpte" + i);
        }
        c.cr3 = in.getInt("cr3");
        c.cr4 = in.getInt("cr4");
        c.debug.dr6 = in.getInt("dr6");
        c.debug.dr7 = in.getInt("dr7");
        System.arraycopy(in.getInts("breakpoints"), 0, c.debug.address, 0, 4);
        c.cpl(in.getInt("cpl"));
        c.msrs.tscOffset = in.getLong("tscOffset");
        StateReader msrs = in.record("msrs");
        for (int i = 0; i < c.msrs.kept.length; i++) {
            c.msrs.kept[i] = msrs.getLong(Integer.toString(i));
        }
        c.fpu.restore(in.record("fpu"));
        c.simd.restore(in.record("simd"));
        c.eflags(in.getInt("eflags"), -1);
        c.debug.changed();
        c.control();
        c.updateMode();
    }
}
