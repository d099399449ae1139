; The cases. CASE ring, runs, set-up, name; then the code; END.

%macro CASE 4
[section .cases]
        dd %%code, %%name, %1, %2, %3
[section .names]
%%name: db %4, 0
[section .text]
        align 4
%%code:
%endmacro
%define END int 0xff

        section .cases follows=.text align=4 vfollows=.text
cases:
        section .names follows=.cases align=4 vfollows=.cases
        section .text

; ---- descriptors looked at

%macro BOTH 3-4 nop                     ; runs, name, code, more code
        CASE 0, %1, 0, %2
        %3
        %4
        END
        CASE RING3, %1, 0, {%2, " r3"}
        %3
        %4
        END
%endmacro

        BOTH 256, "lar", {lar eax, edx}, {and eax, 0xf0ffff}
        BOTH 256, "lsl", {lsl eax, edx}
        BOTH 256, "lar16", {lar ax, dx}
        BOTH 256, "verr", {verr dx}
        BOTH 256, "verw", {verw dx}
        BOTH 256, "mov ds", {mov ds, edx}
        BOTH 256, "mov es", {mov es, edx}
        BOTH 256, "mov ss", {mov ss, edx}
        BOTH 256, "mov fs", {mov fs, edx}
        BOTH 256, "lldt", {lldt dx}
        BOTH 256, "ltr", {ltr dx}

        CASE 0, 32, 0, "lds"
        mov dword [SCRATCH], 0x12345678
        mov [SCRATCH + 4], dx
        lds ebx, [SCRATCH]
        END
        CASE RING3, 256, 0, "pop gs r3"
        push edx
        pop gs
        END
        CASE 0, 64, 0, "ldt selectors"
        lea edx, [eax + 4]
        mov fs, edx
        lar ebx, edx
        and ebx, 0xf0ffff
        lsl ebp, edx
        END
        CASE 0, 8, 0, "beyond the table"
        lea edx, [eax * 8 + 160 * 8 - 16]
        mov es, edx
        END
        CASE 0, 64, 0, "arpl"
        mov ecx, eax
        and ecx, 7
        shr eax, 3
        add eax, 0x1230
        arpl ax, cx
        mov [esi], ax
        arpl [esi], cx
        END

; ---- far transfers

        CASE 0, 256, 0, "jmp far"
        mov dword [esi], landing
        mov [esi + 4], dx
        jmp far [esi]
        CASE RING3, 256, 0, "jmp far r3"
        mov dword [esi], landing
        mov [esi + 4], dx
        jmp far [esi]
        CASE 0, 256, 0, "call far"
        mov dword [esi], landing
        mov [esi + 4], dx
        push dword 0x7777
        call far [esi]
        CASE RING3, 256, 0, "call far r3"
        mov dword [esi], landing
        mov [esi + 4], dx
        push dword 0x7777
        push dword 0x8888
        call far [esi]
        CASE 0, 256, 0, "retf"
        push dword 0x23
        push dword STACK3
        push edx
        push dword landing
        retf
        CASE RING3, 256, 0, "retf r3"
        push dword 0x23
        push dword STACK3
        push edx
        push dword landing
        retf
        CASE 0, 256, 0, "retf ss"
        push edx
        push dword STACK3
        push dword 0x1b
        push dword landing
        retf 4
        CASE 0, 256, 0, "iret"
        push dword 0x23
        push dword STACK3
        push dword 0x3ad7
        push edx
        push dword landing
        iretd
        CASE RING3, 256, 0, "iret r3"
        push dword 0x23
        push dword STACK3
        push dword 0x3ad7
        push edx
        push dword landing
        iretd
        CASE 0, 256, 0, "iret ss"
        push edx
        push dword STACK3
        push dword 0x2
        push dword 0x1b
        push dword landing
        iretd
        CASE 0, 16, 0, "jmp 0-78"
        lea edx, [eax * 8]
        mov dword [esi], landing
        mov [esi + 4], dx
        jmp far [esi]
        CASE RING3, 16, 0, "jmp 0-78 r3"
        lea edx, [eax * 8 + 3]
        mov dword [esi], landing
        mov [esi + 4], dx
        jmp far [esi]
        CASE 0, 4, 0, "retf ds"         ; what an inner ring had in DS goes
        mov edx, 0x10
        mov ds, edx
        mov edx, 0x23
        mov es, edx
        mov edx, 0x70
        mov fs, edx
        push dword 0x23
        push dword STACK3
        push dword 0x1b
        push dword landing
        retf

; ---- gates and interrupts

set_int:                                ; the code is in memory of its own: INT 80h + run
        mov byte [SCRATCH + 0x8000], 0xcd
        lea eax, [ecx + 0x80]
        mov [SCRATCH + 0x8001], al
        mov word [SCRATCH + 0x8002], 0xffcd
        ret
        CASE 0, 127, set_int, "int n"
        jmp SCRATCH + 0x8000
        CASE RING3, 127, set_int, "int n r3"
        push dword 0x8000 + SCRATCH
        ret
        CASE 0, 1, 0, "int3"
        int3
        END
        CASE RING3, 1, 0, "int3 r3"
        int3
        END
        CASE RING3, 1, 0, "int1 r3"
        db 0xf1
        END
        CASE RING3, 2, 0, "into r3"
        add al, 0x7f
        into
        END
        CASE RING3, 3, 0, "int low r3"
        int 13
        CASE RING3, 1, 0, "int beyond r3"
        int 0x40
        CASE 0, 8, 0, "bound"
        mov dword [esi], 2
        mov dword [esi + 4], 5
        bound eax, [esi]
        END
        CASE RING3, 1, 0, "ud2 r3"
        ud2
        CASE RING3, 2, 0, "div r3"
        div ecx
        END
        CASE 0, 2, 0, "tf"
        pushfd
        or dword [esp], 0x100
        popfd
        nop
        END
        CASE RING3, 1, 0, "tf mov ss r3"
        pushfd
        or dword [esp], 0x100
        mov edx, 0x23
        popfd
        mov ss, edx
        nop
        nop
        END

; ---- privilege

%macro PRIVATE 2-3 nop                  ; name, code, more code
        CASE RING3, 1, 0, {%1, " r3"}
        %2
        %3
        END
        CASE RING3 | IOPL3, 1, 0, {%1, " iopl3"}
        %2
        %3
        END
        CASE V86, 1, 0, {%1, " v86"}
        bits 16
        %2
        %3
        END
        bits 32
        CASE V86 | IOPL3, 1, 0, {%1, " v86 iopl3"}
        bits 16
        %2
        %3
        END
        bits 32
%endmacro
        PRIVATE "cli", {cli}
        PRIVATE "sti", {sti}
        PRIVATE "hlt", {hlt}
        PRIVATE "clts", {clts}
        PRIVATE "lmsw", {lmsw ax}
        PRIVATE "smsw", {smsw ax}
        PRIVATE "mov eax cr0", {mov eax, cr0}
        PRIVATE "mov cr0 eax", {mov cr0, eax}
        PRIVATE "mov cr1", {db 0x0f, 0x20, 0xc8}
        PRIVATE "mov eax dr7", {mov eax, dr7}
        PRIVATE "mov dr0 eax", {mov dr0, eax}
        PRIVATE "wbinvd", {wbinvd}
        PRIVATE "invd", {invd}
        PRIVATE "rdmsr", {rdmsr}
        PRIVATE "wrmsr", {wrmsr}
        PRIVATE "pushf", {pushf}
        PRIVATE "popf", {push word 0x3200}, {popf}
        PRIVATE "popfd", {push dword 0x203202}, {popfd}
        PRIVATE "iret", {iret}
        PRIVATE "int 80", {int 0x80}
        PRIVATE "int3", {int3}
        PRIVATE "into", {into}
        PRIVATE "in 80", {in al, 0x80}, {mov al, 0}
        PRIVATE "in 60", {in al, 0x60}, {mov al, 0}
        PRIVATE "out 94", {out 0x94, al}
        PRIVATE "in 93 word", {in ax, 0x93}, {mov ax, 0}
        PRIVATE "outsb", {mov dx, 0x60}, {outsb}
        PRIVATE "sgdt", {sgdt [si]}
        PRIVATE "sidt", {sidt [si]}
        PRIVATE "sldt", {sldt ax}
        PRIVATE "str", {str ax}
        PRIVATE "lgdt", {lgdt [si]}
        PRIVATE "invlpg", {invlpg [si]}
        PRIVATE "lar", {lar ax, dx}
        PRIVATE "arpl", {arpl ax, dx}
        PRIVATE "verr", {verr dx}
        PRIVATE "lldt", {lldt ax}
        PRIVATE "ltr", {ltr ax}
        PRIVATE "lock", {db 0xf0}, {nop}
        PRIVATE "mov ss", {mov ss, ax}
        PRIVATE "mov cs", {db 0x8e, 0xc8}

        CASE RING3, 32, 0, "ports r3"
        lea edx, [ecx + 0x7c]
        in al, dx
        xor eax, eax
        END
        CASE RING3, 32, 0, "ports 16 r3"
        lea edx, [ecx + 0x7c]
        in ax, dx
        xor eax, eax
        END
        CASE RING3, 32, 0, "ports 32 r3"
        lea edx, [ecx + 0x7c]
        in eax, dx
        xor eax, eax
        END
set_short:                              ; the map ends early
        mov eax, 0x68 + 8
        add eax, ecx
        mov [gdt + 0x28], ax
        and byte [gdt + 0x2d], 0xfd
        mov eax, 0x28
        ltr ax
        ret
        CASE RING3, 16, set_short, "short map r3"
        in al, 0x88
        xor eax, eax
        END
set_map:
        shl ecx, 2
        mov [tss + 102], cx
        ret
        CASE RING3, 64, set_map, "map r3"
        in al, 0x84
        xor eax, eax
        END

; ---- control and debug registers

        CASE 0, 8, 0, "cr0"             ; NW, CD, PG in turn
        mov edx, ecx
        shl edx, 29
        or edx, 1
        mov cr0, edx
        END
        CASE 0, 32, 0, "cr0 one bit"
        mov edx, 1
        shl edx, cl
        or edx, 1
        and edx, 0x7fffffff
        mov cr0, edx
        mov eax, cr0
        END
        CASE 0, 16, 0, "lmsw"
        lmsw ax
        smsw ebx
        END
        CASE 0, 16, 0, "dr7"
        mov eax, 0x10
        shl eax, cl
        mov dr7, eax
        mov ebx, dr7
        xor eax, eax
        mov dr7, eax
        END
        CASE 0, 8, 0, "dr6"
        mov eax, 0xffffffff
        shr eax, cl
        mov dr6, eax
        mov ebx, dr6
        END
        CASE 0, 8, 0, "mov from dr"
        mov eax, 0x12345678
        mov dr0, eax
        mov dr3, eax
        mov ebx, dr0
        mov ecx, dr3
        mov edx, dr4
        mov edi, dr5
        END
        CASE 0, 1, 0, "dr4 with de"
        mov eax, 8
        mov cr4, eax
        mov ebx, dr4
        END
        CASE 0, 1, 0, "gd"
        mov eax, 0x2000
        mov dr7, eax
        mov ebx, dr0
        END
        CASE 0, 4, 0, "breakpoint"
        mov eax, .here
        mov dr0, eax
        mov eax, 2
        mov dr7, eax
        nop
.here:  nop
        END
        CASE 0, 4, 0, "watch"
        mov eax, SCRATCH
        mov dr1, eax
        mov eax, 0x00d00008
        mov dr7, eax
        mov ebx, [SCRATCH]
        mov [SCRATCH + 3], al
        END
        CASE 0, 11, 0, "cr4"
        mov eax, 1
        shl eax, cl
        mov cr4, eax
        mov ebx, cr4
        END
        CASE 0, 1, 0, "clts"
        mov eax, cr0
        or al, 8
        mov cr0, eax
        clts
        mov ebx, cr0
        END
        CASE 0, 16, 0, "nm"             ; MP, EM, TS in turn
        and eax, 7
        add eax, eax
        or eax, 0x11
        mov cr0, eax
        test ecx, 8
        jnz .wait
        fnop
        END
.wait:  wait
        END
        CASE 0, 1, 0, "sgdt"
        sgdt [esi]
        sidt [esi + 8]
        sldt [esi + 16]
        str [esi + 18]
        smsw [esi + 20]
        mov eax, -1
        sldt eax
        mov ebx, -1
        str ebx
        END
        CASE 0, 1, 0, "lgdt 16"
        mov dword [esi], 0x567804ff
        mov dword [esi + 4], 0x12341234
        o16 lidt [esi]
        sidt [esi + 8]
        lidt [idt_at]
        END

; ---- stacks and limits

        CASE 0, 16, 0, "16-bit limit"
        mov edx, 0x60
        mov fs, edx
        lea ebx, [ecx + 0xff8]
        mov eax, [fs:ebx]
        mov [fs:ebx], al
        END
        CASE 0, 16, 0, "expanding down"
        mov edx, 0x68
        mov fs, edx
        lea ebx, [ecx + 0xff8]
        mov eax, [fs:ebx]
        mov [fs:ebx + 0xeff0], ax
        END
        CASE 0, 16, 0, "16-bit stack"
        mov edx, 0x60
        mov ebx, ecx
        mov ss, edx
        lea esp, [ebx + 0x12340ff8]
        push eax
        pop eax
        mov eax, 0x10
        mov ss, eax
        mov esp, STACK0
        END
        CASE 0, 2, 0, "write to code"
        mov byte [cs:SCRATCH], 1
        END
        CASE RING3, 4, 0, "null r3"
        mov ds, ecx
        mov al, [SCRATCH]
        END
        CASE 0, 4, 0, "conforming r0"
        mov dword [esi], 0x70
        mov edx, 0x73
        mov fs, edx
        mov al, [fs:0x1000]
        mov al, [fs:0xffff]
        mov ax, [fs:0xffff]
        END
        CASE RING3, 8, 0, "enter r3"
        lea esp, [STACK3 + ecx]
        enter 16, 3
        leave
        END

%include "paging.asm"
%include "wide.asm"
%include "msr.asm"

        section .cases
cases_end:
