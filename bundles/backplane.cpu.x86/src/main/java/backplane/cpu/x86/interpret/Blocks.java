package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.translate.Former;
import backplane.cpu.x86.translate.Region;
import backplane.cpu.x86.translate.Regions;
import backplane.cpu.x86.translate.Translator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cache of decoded blocks and its coherence with memory. */
final class Blocks implements Decoder.Source {
    private static final int SIZE = 1 << 17;
    /** Places of their own for blocks of one instruction, which would throw out their neighbours. */
    private static final int SINGLES = 1 << 12;

    private static final int LONGEST = 32;
    private static final int MOST_TARGETS = 16;

    private final Core c;
    private final Block[] table = new Block[SIZE + SINGLES];
    /** The blocks that touch an array page. */
    private final PageBlocks[] byPage;

    private final Decoder decoder = new Decoder();
    private final Instruction instruction = new Instruction();
    private final Binder binder = new Binder();

    private int start;
    private int fetchPage;
    private int fetchArrayPage;

    /** Null when nothing is translated. */
    private Translator translator;

    /** By linear address of an indirect jump, where it has gone. */
    private final Map<Integer, int[]> wentTo = new HashMap<>();

    Blocks(Core core) {
        c = core;
        Block none = new Block();
        java.util.Arrays.fill(table, none);
        byPage = new PageBlocks[core.mmu.ram.length >>> 12];
    }

    /** What the translator chooses by. */
    Former.Heat history() {
        return new Former.Heat() {
            @Override
            public int of(int eip) {
                return heat(eip);
            }

            @Override
            public int[] targets(int eip) {
                return Blocks.this.targets(eip);
            }

            @Override
            public boolean enters(int eip) {
                Block b = known(eip);
                return b != null && b.region != null;
            }
        };
    }

    void translator(Translator t) {
        translator = t;
    }

    /** Where the indirect jump at an EIP has gone: the number of places, and these. Null when it never ran. */
    int[] targets(int eip) {
        return wentTo.get(c.base[Core.CS] + eip);
    }

    /** How often the block at an EIP of the present code segment has run; 0 when there is none. */
    int heat(int eip) {
        Block b = known(eip);
        return b == null ? 0 : b.entered;
    }

    /** The block at an EIP of the present code segment and mode if it has been decoded, else null. */
    Block known(int eip) {
        int linear = c.base[Core.CS] + eip;
        Block b = table[hash(linear, c.mode)];
        boolean same = b.linear == linear && b.mode == c.mode && b.eip == eip && b.page >= 0;
        return same && b.limit == c.limit[Core.CS] ? b : null;
    }

    /** The block at the present EIP if it is known and still mapped as it was, and lies within a page; else null. */
    Block mapped() {
        int linear = c.base[Core.CS] + c.eip;
        Block b = table[hash(linear, c.mode)];
        return b.linear == linear
                        && b.mode == c.mode
                        && b.page == (c.mmu.code[linear >>> 12] ^ linear) >> 12
                        && b.eip == c.eip
                        && b.limit == c.limit[Core.CS]
                        && (b.page | ~b.secondPage) >= 0
                ? b
                : null;
    }

    /** Lets the block, if there is one, enter a region that starts where it does. */
    void attach(Region r) {
        for (int i = 0; i < r.entries.length; i++) {
            int linear = r.base + r.entries[i];
            Block b = table[hash(linear, r.mode)];
            if (b.linear == linear && b.mode == r.mode && b.page >= 0) {
                attach(b);
            }
        }
    }

    /** The block's region is dead: it takes another one, or may ask for one later. */
    void detach(Block b) {
        b.region = null;
        b.threshold = translator.threshold() + b.entered;
        attach(b);
    }

    private void attach(Block b) {
        Regions.Entry e = translator.regions.find(b.linear, b.mode, b.eip, b.limit, b.page);
        if (e != null) {
            b.region = e.region();
            b.entry = e.index();
            b.need = e.region().need[e.index()];
        }
    }

    Block find(int extra) {
        int linear = c.base[Core.CS] + c.eip;
        int mode = c.mode | extra;
        Block b = table[hash(linear, mode)];
        if (b.linear == linear
                && b.mode == mode
                && b.eip == c.eip
                && b.page == (c.mmu.code[linear >>> 12] ^ linear) >> 12
                && b.page >= 0
                && b.limit == c.limit[Core.CS]
                && (b.secondPage < 0 || b.secondPage == c.mmu.codePage((linear | 0xfff) + 1))) {
            return b;
        }
        return look(linear, mode);
    }

    private static int hash(int linear, int mode) {
        return (mode & Core.SINGLE) != 0
                ? SIZE + ((linear ^ linear >>> 12) & SINGLES - 1)
                : (linear ^ linear >>> 17 ^ mode) & SIZE - 1;
    }

    /** The same with the page looked up first. */
    private Block look(int linear, int mode) {
        int page = c.mmu.codePage(linear);
        Block b = table[hash(linear, mode)];
        if (page >= 0
                && b.linear == linear
                && b.mode == mode
                && b.eip == c.eip
                && b.page == page
                && b.limit == c.limit[Core.CS]
                && (b.secondPage < 0 || b.secondPage == c.mmu.codePage((linear | 0xfff) + 1))) {
            return b;
        }
        return build(linear, mode, page);
    }

    private Block build(int linear, int mode, int page) {
        Block b = new Block();
        b.linear = linear;
        b.mode = mode;
        b.eip = c.eip;
        b.limit = c.limit[Core.CS];
        b.page = page;
        int most = page < 0 || (mode & Core.SINGLE) != 0 ? 1 : LONGEST;
        decode(b, most);
        int last = c.base[Core.CS] + b.next - 1;
        boolean crosses = last >>> 12 != linear >>> 12;
        int second = crosses ? c.mmu.codePage(last) : -1;
        if (page < 0 || crosses && second < 0) {
            b.page = Block.DEAD;
            return b;
        }
        c.mmu.executed(linear);
        c.mmu.executed(last);
        b.secondPage = second;
        b.grains = grains(linear & 0xfff, crosses ? 0xfff : last & 0xfff);
        enter(page, b, b.grains);
        if (crosses) {
            b.secondGrains = grains(0, last & 0xfff);
            enter(second, b, b.secondGrains);
        }
        if (translator != null && (mode & Core.SINGLE) == 0) {
            b.threshold = translator.threshold();
            attach(b);
            watchJump(b);
        }
        int slot = hash(linear, mode);
        forget(table[slot]);
        table[slot] = b;
        return b;
    }

    /** Where a block with an indirect jump at its end goes from now on is noted. */
    private void watchJump(Block b) {
        Insn last = b.code[b.code.length - 1];
        boolean branch = last instanceof Branches;
        if (branch && ((Branches) last).op == Op.JMP && ((Branches) last).kind0 != Insn.IMMEDIATE) {
            b.targets = wentTo.computeIfAbsent(c.base[Core.CS] + last.eip, k -> new int[MOST_TARGETS + 1]);
        }
    }

    private void decode(Block b, int most) {
        List<Insn> code = new ArrayList<>();
        int eip = b.eip;
        boolean code32 = (b.mode & Core.CODE32) != 0;
        int count = 0;
        while (count < most) {
            start = eip;
            try {
                fetchPage = -1;
                decoder.decode(this, code32, instruction);
                if (instruction.row != null && lacks(instruction)) {
                    instruction.row = null;
                }
            } catch (Fault f) {
                if (count == 0) {
                    throw f;
                }
                break;
            }
            int next = eip + instruction.length;
            int cs = c.base[Core.CS];
            if (count > 0 && (cs + next - 1) >>> 12 != (cs + b.eip) >>> 12) {
                break;
            }
            Insn insn = binder.bind(instruction, next, b.mode);
            insn.eip = eip;
            insn.length = (byte) instruction.length;
            insn.before = (byte) count;
            insn.after = (byte) ++count;
            append(code, insn);
            eip = next;
            if (endsBlock(instruction) || (cs + next & 0xfff) == 0) {
                break;
            }
        }
        b.next = eip;
        b.count = count;
        for (int i = code.size() - 2; i >= 0; i--) {
            code.set(i, FlagsUnread.without(code, i));
        }
        b.code = code.toArray(new Insn[0]);
    }

    /** Whether the processor is older than this instruction. */
    private boolean lacks(Instruction i) {
        return lacks(c, i);
    }

    static boolean lacks(Core c, Instruction i) {
        Feature feature = i.row.op() == Op.FPU ? X87.feature(i.opcode, i.modrm) : i.row.feature();
        return feature != null && !c.model.has(feature);
    }

    /** Adds an instruction, fused with the comparison before it where that is possible. */
    private static void append(List<Insn> code, Insn insn) {
        int last = code.size() - 1;
        Insn fused = last >= 0 ? Specialist.fuse(code.get(last), insn) : null;
        if (fused == null) {
            code.add(insn);
        } else {
            code.set(last, fused);
        }
    }

    private static boolean endsBlock(Instruction i) {
        return i.row == null || i.row.has(Row.ENDS) || i.row.has(Row.REPEATS) && i.repeat != 0 || i.row.op() == Op.TRAP;
    }

    /** A byte of the instruction that is being decoded. */
    @Override
    public int at(int offset) {
        int eip = start + offset;
        if (offset >= Decoder.LONGEST || Integer.compareUnsigned(eip, c.limit[Core.CS]) > 0) {
            throw c.gp(0);
        }
        int linear = c.base[Core.CS] + eip;
        if (linear >>> 12 != fetchPage) {
            fetchArrayPage = c.mmu.codePage(linear);
            fetchPage = linear >>> 12;
        }
        return fetchArrayPage < 0 ? c.mmu.fetch(linear) : c.mmu.ram[fetchArrayPage << 12 | linear & 0xfff] & 0xff;
    }

    private static long grains(int first, int last) {
        return -1L << (first >>> 6) & -1L >>> 63 - (last >>> 6);
    }

    private void enter(int page, Block b, long bits) {
        PageBlocks list = byPage[page];
        if (list == null) {
            list = new PageBlocks();
            byPage[page] = list;
        }
        list.add(b);
        if (c.mmu.grains[page] == 0) {
            c.mmu.protectCode(page);
        }
        c.mmu.grains[page] |= bits;
    }

    /** Takes a block that lost its slot out of its page's list. Its grains stay marked until the page is written. */
    private void forget(Block b) {
        if (b.page >= 0) {
            byPage[b.page].remove(b);
            if (b.secondPage >= 0) {
                byPage[b.secondPage].remove(b);
            }
            b.page = Block.DEAD;
        }
    }

    /** Bytes of these grains have changed. */
    void written(int page, long bits) {
        if (translator != null) {
            translator.written(page, bits);
        }
        PageBlocks list = byPage[page];
        if (list != null) {
            for (int i = list.size() - 1; i >= 0; i--) {
                Block b = list.get(i);
                long held = b.page == page ? b.grains : b.secondGrains;
                if ((held & bits) != 0) {
                    kill(b);
                }
            }
        }
        c.mmu.grains[page] = marked(page);
    }

    private void kill(Block b) {
        int first = b.page;
        int second = b.secondPage;
        forget(b);
        if (second >= 0) {
            c.mmu.grains[first] = marked(first);
            c.mmu.grains[second] = marked(second);
        }
    }

    private long marked(int page) {
        long bits = translator == null ? 0 : translator.regions.marked(page);
        PageBlocks list = byPage[page];
        if (list != null) {
            for (Block b : list) {
                bits |= b.page == page ? b.grains : b.secondGrains;
            }
        }
        return bits;
    }

    /** Forgets everything, as after a restore. */
    void clear() {
        wentTo.clear();
        if (translator != null) {
            translator.clear();
        }
        for (int page = 0; page < byPage.length; page++) {
            if (byPage[page] != null) {
                written(page, -1L);
            }
        }
    }

    private static final class PageBlocks extends ArrayList<Block> {
        private static final long serialVersionUID = 1;
    }
}
