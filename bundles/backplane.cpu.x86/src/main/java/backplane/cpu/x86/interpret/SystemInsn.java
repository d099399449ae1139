package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.semantics.Flags;

/** Ports, segment registers, descriptor tables, control registers and the rest of the system instructions. */
final class SystemInsn extends General {
    private static final int CR0_WRITABLE = 0xe005002f;
    /** Changes of these bits load PAE's pointers anew: PG, CD, NW; PAE, PSE, PGE. */
    private static final int CR0_POINTERS = 0xe0000000;

    private static final int CR4_POINTERS = 0xb0;

    Row row;

    @Override
    void run(Core c) {
        if (row.has(Row.PROTECTED) && !c.protectedMode()) {
            throw c.undefined();
        }
        if (row.has(Row.PRIVILEGED)) {
            c.privileged();
        }
        switch (op) {
            case IN -> in(c);
            case OUT -> out(c);
            case MOVSEG -> put(c, kind0, x0, c.selector[x1]);
            case MOVTOSEG -> {
                c.segments.load(x0, get(c, kind1, x1));
                if (x0 == Core.SS) {
                    c.interpreter.stackShadow();
                }
            }
            case LOADFAR -> loadFar(c);
            case ARPL, LAR, LSL, VERR, VERW -> descriptor(c);
            case CLI -> {
                interruptFlag(c, 0);
            }
            case STI -> {
                interruptFlag(c, Flags.IF);
            }
            default -> tables(c);
        }
    }

    private void in(Core c) {
        int port = get(c, kind1, x1);
        c.portAllowed(port, size);
        int v = size == 1 ? c.ports.in8(port) : size == 2 ? c.ports.in16(port) : c.ports.in32(port);
        c.reg(EAX, v, size);
    }

    private void out(Core c) {
        int port = get(c, kind0, x0);
        c.portAllowed(port, size);
        int v = get(c, kind1, x1);
        if (size == 1) {
            c.ports.out8(port, v);
        } else if (size == 2) {
            c.ports.out16(port, v);
        } else {
            c.ports.out32(port, v);
        }
    }

    private void loadFar(Core c) {
        int at = address(c, size + 2);
        int offset = c.load(at, size);
        c.segments.load(x1, c.mmu.read16(at + size));
        c.reg(x0, offset, size);
    }

    private void interruptFlag(Core c, int value) {
        boolean user = c.protectedMode() && c.cpl == 3 && c.iopl() < 3 && (c.cr4 & Core.CR4_PVI) != 0;
        if (user || c.virtualInterrupts()) {
            virtualInterruptFlag(c, value);
            return;
        }
        if (c.cpl > c.iopl()) {
            throw c.gp(0);
        }
        boolean before = (c.eflags & Flags.IF) != 0;
        c.eflags = c.eflags & ~Flags.IF | value;
        c.interpreter.flagsChanged();
        if (value != 0 && !before) {
            c.interpreter.shadow();
        }
    }

    /** VME and PVI: VIF in place of IF, and the monitor hears of it when an interrupt is pending. */
    private static void virtualInterruptFlag(Core c, int value) {
        if (value != 0 && (c.eflags & Flags.VIP) != 0) {
            throw c.gp(0);
        }
        c.eflags = c.eflags & ~Flags.VIF | (value != 0 ? Flags.VIF : 0);
    }

    private void descriptor(Core c) {
        Segments s = c.segments;
        boolean yes;
        if (op == Op.ARPL) {
            int selector = get(c, kind0, x0);
            int level = get(c, kind1, x1) & 3;
            yes = (selector & 3) < level;
            if (yes) {
                put(c, kind0, x0, selector & 0xfffc | level);
            }
        } else {
            int selector = get(c, op == Op.LAR || op == Op.LSL ? kind1 : kind0, op == Op.LAR || op == Op.LSL ? x1 : x0);
            yes = s.visible(selector) && accepted(s);
            if (yes && op == Op.LAR) {
                c.reg(x0, s.high & 0xffff00, size);
            } else if (yes && op == Op.LSL) {
                c.reg(x0, s.limit(), size);
            }
        }
        c.arithmetic(c.arithmetic() & ~Flags.ZF | (yes ? Flags.ZF : 0));
    }

    private boolean accepted(Segments s) {
        boolean normal = s.is(Segments.CODE_OR_DATA);
        int type = s.high >>> 8 & 15;
        switch (op) {
            case LAR:
                return normal || (0x1a3e >>> type & 1) != 0;
            case LSL:
                return normal || (0x0a0e >>> type & 1) != 0;
            case VERR:
                return normal && (!s.is(Segments.CODE) || s.is(Segments.READ_OR_WRITE));
            default:
                return normal && !s.is(Segments.CODE) && s.is(Segments.READ_OR_WRITE);
        }
    }

    private void tables(Core c) {
        switch (op) {
            case LGDT, LIDT -> loadTable(c);
            case SGDT -> storeTable(c, c.gdtBase, c.gdtLimit);
            case SIDT -> storeTable(c, c.idtBase, c.idtLimit);
            case LLDT -> c.segments.loadLdt(get(c, kind0, x0));
            case LTR -> c.segments.loadTask(get(c, kind0, x0));
            case SLDT -> put(c, kind0, x0, c.selector[Core.LDT]);
            case STR -> put(c, kind0, x0, c.selector[Core.TR]);
            case SMSW -> put(c, kind0, x0, c.cr0);
            case LMSW -> {
                int word = get(c, kind0, x0);
                writeCr0(c, c.cr0 & ~14 | word & 15 | c.cr0 & 1);
            }
            case CLTS -> c.cr0 &= ~Core.CR0_TS;
            case INVLPG -> {
                if (c.mmu.invalidate(c.base[named] + offset(c))) {
                    c.disturbed();
                }
            }
            default -> processor(c);
        }
    }

    private void loadTable(Core c) {
        int at = address(c, 6);
        int limit = c.mmu.read16(at);
        int base = c.mmu.read32(at + 2) & (size == 2 ? 0xffffff : -1);
        if (op == Op.LGDT) {
            c.gdtBase = base;
            c.gdtLimit = limit;
        } else {
            c.idtBase = base;
            c.idtLimit = limit;
        }
    }

    private void storeTable(Core c, int base, int limit) {
        int at = target(c, 6);
        c.mmu.writable(at, 6);
        c.mmu.write16(at, limit);
        c.mmu.write32(at + 2, base);
    }

    private void processor(Core c) {
        switch (op) {
            case MOVCR:
                c.r[x0] = x1 == 0 ? c.cr0 : x1 == 2 ? c.mmu.cr2() : x1 == 3 ? c.cr3 : c.cr4;
                break;
            case MOVTOCR:
                writeControl(c, c.r[x1]);
                break;
            case MOVDR:
                c.r[x0] = c.debug.read(x1);
                break;
            case MOVTODR:
                c.debug.write(x0, c.r[x1]);
                break;
            case CPUID:
                c.msrs.cpuid();
                break;
            case RDTSC:
                c.msrs.rdtsc();
                break;
            case RDPMC:
                c.msrs.rdpmc();
                break;
            case RDMSR:
                c.msrs.read();
                break;
            case WRMSR:
                c.msrs.write();
                break;
            case SYSENTER:
                c.transfers.sysenter();
                break;
            case SYSEXIT:
                c.transfers.sysexit();
                break;
            case INVD:
            case WBINVD:
                break;
            case HLT:
                c.interpreter.halt();
                break;
            case TRAP:
                trap(c);
                break;
            default:
                throw c.undefined();
        }
    }

    private void writeControl(Core c, int v) {
        switch (x0) {
            case 0:
                writeCr0(c, v);
                break;
            case 2:
                c.mmu.cr2(v);
                break;
            case 3:
                c.directory(v);
                break;
            default:
                if ((v & ~c.model.cr4()) != 0) {
                    throw c.gp(0);
                }
                if (((v ^ c.cr4) & CR4_POINTERS) != 0) {
                    c.pointers(c.cr0, c.cr3, v);
                }
                c.cr4 = v;
                c.control();
                break;
        }
    }

    private static void writeCr0(Core c, int v) {
        boolean pagingWithoutProtection = v < 0 && (v & Core.CR0_PE) == 0;
        boolean writeThroughWithoutCache = (v & 0x20000000) != 0 && (v & 0x40000000) == 0;
        if (pagingWithoutProtection || writeThroughWithoutCache) {
            throw c.gp(0);
        }
        int before = c.cr0;
        if (((before ^ v) & CR0_POINTERS) != 0) {
            c.pointers(v, c.cr3, c.cr4);
        }
        c.cr0 = v & CR0_WRITABLE | 0x10;
        if (((before ^ c.cr0) & 0x80010000) != 0) {
            c.control();
        }
        c.checkAlignment();
        c.updateMode();
    }

    /** 0F 3F iw is an instruction of ours in ROM pages only; elsewhere it is undefined as on any processor. */
    private void trap(Core c) {
        int page = c.interpreter.page();
        if (page < 0 || !c.mmu.map.romPage(page)) {
            throw c.undefined();
        }
        c.interpreter.trap(x0);
    }

    /** The port or register numbers of a decoded instruction. */
    void take(Instruction i) {
        row = i.row;
        if (op == Op.MOVSEG) {
            x1 = i.reg();
        } else if (op == Op.MOVTOSEG) {
            x0 = i.reg();
        } else if (op == Op.MOVCR || op == Op.MOVDR) {
            x1 = i.reg();
        } else if (op == Op.MOVTOCR || op == Op.MOVTODR) {
            x0 = i.reg();
        } else if (op == Op.LOADFAR) {
            x1 = i.opcode == 0xc4 ? Core.ES : i.opcode == 0xc5 ? Core.DS : i.opcode & 7;
        } else if (op == Op.IN || op == Op.OUT) {
            size = (byte) ((i.opcode & 1) == 0 ? 1 : i.operandSize);
        }
    }
}
