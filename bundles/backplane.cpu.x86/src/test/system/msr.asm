; The cases of SYSENTER and SYSEXIT, counters and model-specific registers.

%macro RINGS 4-6 nop, nop               ; runs, set-up, name, code, more code
        CASE 0, %1, %2, %3
        %4
        %5
        %6
        END
        CASE RING3, %1, %2, {%3, " r3"}
        %4
        %5
        %6
        END
        CASE V86, %1, %2, {%3, " v86"}
        bits 16
        %4
        %5
        %6
        END
        bits 32
%endmacro

; ---- SYSENTER and SYSEXIT: the run chooses the code selector

set_sysenter:
        mov eax, [.selectors + ecx * 4]
        mov ecx, 0x174
        mov edx, 0x5a5a5a5a             ; the upper half is not kept
        wrmsr
        inc ecx
        mov eax, STACK0 - 0x10
        wrmsr
        inc ecx
        mov eax, landing
        wrmsr
        ret
.selectors:
        dd 0, 1, 2, 3, 4, 8, 0xb, 0x10, 0x30, 0x102, 0xfff8, 0xffff, 0x10000, 0x10008, 0x80000000, 0x1f8
        RINGS 16, set_sysenter, "sysenter", {sysenter}
        RINGS 16, set_sysenter, "sysexit", {mov edx, landing}, {mov ecx, STACK3}, {sysexit}
        CASE RING3 | IOPL3, 1, set_sysenter, "sysenter flags r3"
        add al, 0x7f
        std
        sysenter
set_sysexit:
        mov ecx, 5
        jmp set_sysenter
        CASE 0, 1, set_sysexit, "sysenter and back"
        mov edx, .outside
        mov ecx, STACK3
        sysexit
.outside:
        mov eax, cs
        mov ebx, ss
        push eax
        sysenter
        CASE 0, 1, set_sysexit, "sysexit flags"
        stc
        std
        mov edx, landing
        mov ecx, STACK3
        sysexit

; ---- counters: the run has TSD, PCE; RDPMC's number is the rest

set_counters:
        mov eax, ecx
        and eax, 1
        shl eax, 2
        and ecx, 2
        shl ecx, 7
        or eax, ecx
        mov cr4, eax
        ret
        RINGS 4, set_counters, "rdtsc", {rdtsc}, {xor eax, eax}, {xor edx, edx}
        RINGS 16, set_counters, "rdpmc", {shr ecx, 2}, {rdpmc}, {xor eax, eax}

; ---- model-specific registers

        CASE 0, (msrs_end - msrs) / 4, 0, "rdmsr"
        mov ecx, [msrs + ecx * 4]
        mov eax, -1
        mov edx, -1
        rdmsr
        END
        CASE 0, (msrs_end - msrs) / 4, 0, "wrmsr"
        mov ecx, [msrs + ecx * 4]
        mov eax, 0x06000006
        mov edx, 6
        wrmsr
        xor eax, eax
        xor edx, edx
        rdmsr
        mov esi, eax
        mov edi, edx
        xor eax, eax                    ; nothing stays behind for the next run
        xor edx, edx
        wrmsr
        END
one_bit:                                ; number ECX of EDX:EAX
        xor eax, eax
        xor edx, edx
        bts eax, ecx
        test cl, 32
        jz .low
        xchg eax, edx
.low:   ret
        CASE 0, 64, 0, "efer"           ; one bit
        call one_bit
        mov ecx, 0xc0000080
        wrmsr
        xor eax, eax
        rdmsr
        END
        CASE 0, 64, 0, "pat"            ; a type in one of the eight fields
        mov eax, ecx
        and eax, 15
        mov edx, eax
        shl edx, 24
        test cl, 16
        jz .shifted
        shl eax, 16
        shr edx, 16
.shifted:
        test cl, 32
        jz .pat
        shl eax, 4                      ; reserved bits
.pat:   mov ecx, 0x277
        wrmsr
        xor eax, eax
        rdmsr
        END
        CASE 0, 32, 0, "mtrr type"
        mov eax, ecx
        and eax, 15
        shl ecx, 6
        and ecx, 0x400
        or eax, ecx
        xor edx, edx
        mov ecx, 0x2ff
        wrmsr
        rdmsr
        END
        CASE 0, 64, 0, "mtrr mask"      ; one bit
        call one_bit
        mov ecx, 0x201
        wrmsr
        xor eax, eax
        rdmsr
        END
        CASE 0, 1, 0, "tsc"
        mov ecx, 0x10
        mov eax, 0x12345678
        mov edx, 0x40000000
        wrmsr
        rdmsr
        mov ebx, edx
        rdtsc
        xor eax, eax
        END

; Firmware has set memory types; the guest begins with none.
no_types:
        mov esi, types
.next:  lodsd
        mov ecx, eax
        xor eax, eax
        xor edx, edx
        wrmsr
        cmp esi, types_end
        jb .next
        ret

msrs:   dd 0, 1, 3, 0x11, 0x17, 0x20, 0x2a, 0x8b, 0xc1, 0xc2, 0xfe, 0x100, 0x174, 0x175, 0x176, 0x177, 0x179, 0x17a
        dd 0x186, 0x187, 0x188, 0x1a0, 0x1d9, 0x1da, 0x1db, 0x1dc, 0x1dd, 0x1de, 0x210, 0x251, 0x270, 0x277, 0x300
        dd 0x400, 0x401, 0x402, 0x410, 0x413, 0x480
        dd 0xc0000080, 0xc0000081, 0xc0000100, 0xc0000103, 0xc0010000, 0x80000000, 0xffffffff
types:  dd 0x200, 0x201, 0x20f, 0x250, 0x258, 0x259, 0x268, 0x26f, 0x2ff
types_end:
msrs_end:
