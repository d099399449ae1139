; Runs the system instructions in every way there is room for, each from the same state, and prints through port E9 how
; it ended: a line per run. Loaded at 1 MiB by a multiboot loader (QEMU's -kernel) or placed there by the test.
;
; A case is a few instructions that run in a ring and end with INT FFh, if no exception ends them before. It is run a number
; of times, with ECX = EAX = the run's number and EDX a selector: descriptors 32 to 159 of the GDT are all types there are,
; present and not, of ring 0 and 3; runs 0 to 127 have RPL 0 in EDX, 128 to 255 RPL 3.

        bits 32
        org 0x100000

PAGE_TABLES equ 0x200000                ; directory, then four tables
WIDE_TABLES equ 0x210000                ; four pointers, a directory, eight tables
SCRATCH     equ 0x300000                ; what cases write to, cleared before each
PAGE        equ 0x508000                ; whose page table entries the paging cases change
STACK0      equ 0x310000                ; of cases in ring 0
STACK3      equ 0x314000
INNER       equ 0x318000                ; of ring 0 below another ring
OTHER       equ 0x31c000                ; of the other task
OWN         equ 0x320000                ; of the code here
LOW         equ 0x10000                 ; where virtual-8086 code runs
RING3       equ 3
V86         equ 4
IOPL3       equ 0x10

header: dd 0x1badb002, 0x00010000, -(0x1badb002 + 0x00010000)
        dd header, header, 0, 0, start
enter:  dd real - $$                    ; offset 32

; The way in from real mode, at FFFF:10 + real, for a test without a boot loader.
        bits 16
real:   o32 lgdt [cs:pristine_at - $$ + 0x10]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 0x08:start
        bits 32

start:  cli
        cld
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ss, eax
        mov esp, OWN
        mov al, 0xff                    ; no interrupts
        out 0x21, al
        out 0xa1, al
        call make
        call no_types
        mov dword [case], cases
next_case:
        mov ebx, [case]
        cmp ebx, cases_end
        je finished
        mov dword [run], 0
next_run:
        mov ebx, [case]
        mov eax, [run]
        cmp eax, [ebx + 12]
        jb one
        add dword [case], 20
        jmp next_case

finished:
        mov eax, 0                      ; QEMU's isa-debug-exit ends the run
        out 0xf4, al
        hlt

; ---- one run

one:    mov eax, 0x11                   ; ET, PE
        mov cr0, eax
        mov esi, pristine
        mov edi, gdt
        mov ecx, (pristine_end - pristine) / 4
        rep movsd
        lgdt [gdt_at]
        jmp 0x08:.flat
.flat:  mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ss, eax
        mov fs, eax
        mov gs, eax
        mov esp, OWN
        xor eax, eax
        mov cr4, eax
        mov cr2, eax
        xor edx, edx
        mov ecx, 0xc0000080             ; EFER
        wrmsr
        mov ecx, 0x174                  ; SYSENTER's CS, without which there is none
        wrmsr
        mov dr7, eax
        mov dr6, eax
        mov eax, PAGE_TABLES
        mov cr3, eax
        push dword 2
        popfd
        mov edi, SCRATCH
        xor eax, eax
        mov ecx, 0x9000 / 4
        rep stosd
        mov edi, PAGE - 0x1000
        mov ecx, 0x3000 / 4
        rep stosd
        mov edi, STACK0 - 32
        mov ecx, 16
        rep stosd
        mov edi, STACK3 - 32
        mov ecx, 16
        rep stosd
        mov dword [PAGE_TABLES + 4], PAGE_TABLES + 0x2007
        mov dword [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], PAGE + 7
        call make_wide
        lidt [idt_at]
        mov eax, 0x28
        ltr ax
        mov eax, 0x40
        lldt ax
        mov ebx, [case]
        mov ecx, [run]
        mov eax, [ebx + 16]
        or eax, eax
        jz .enter
        call eax
.enter: mov ebx, [case]
        mov ecx, [run]
        mov edx, [ebx + 8]              ; ring and IOPL
        mov eax, edx
        shl eax, 8
        and eax, 0x3000
        or eax, 2
        and edx, 7
        cmp edx, V86
        je .v86
        cmp edx, RING3
        jne .ring0
        push dword 0x23
        push dword STACK3
        push eax
        push dword 0x1b
        push dword [ebx]
        mov eax, 0x23
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        jmp .registers
.ring0: mov esp, STACK0
        push eax
        push dword 0x08
        push dword [ebx]
        jmp .registers
.v86:   mov esi, [ebx]
        mov edi, LOW
        mov ecx, 32
        rep movsd
        mov ecx, [run]
        mov edx, 0x3000
        push edx
        push edx
        push edx
        push edx
        push dword 0x2000
        push dword 0x1000
        or eax, 0x20000
        push eax
        push dword LOW >> 4
        push dword 0
.registers:
        mov edx, ecx
        and edx, 127
        lea edx, [edx * 8 + 0x100]
        test ecx, 128
        jz .rpl
        or edx, 3
.rpl:   mov eax, ecx
        mov ebx, 0x11112222
        mov esi, SCRATCH
        mov edi, SCRATCH + 0x100
        mov ebp, 0x55556666
        iretd

; ---- how it ended

; Entries for exceptions, 16 bytes each; those without an error code push 0.
        align 16
entries:
%assign v 0
%rep 32
        align 16
%if (v == 8) || ((v >= 10) && (v <= 14)) || (v == 17)
        push byte v
%else
        push byte 0
        push byte v
%endif
        jmp strict near ended
%assign v v + 1
%endrep
        align 8
landing:                                ; what far jumps, calls and gates reach
        int 0xff
        align 8
end_of_case:
        push byte 0
        push byte -1
        jmp ended
        align 8
gates_end:                              ; what the gates under test lead to
        push byte 0
        push byte -2
        jmp ended
        align 8
double_fault:                           ; a task of its own
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        call name
        mov eax, 8
        call hex
        jmp report.done

; Stack: vector, error code, EIP, CS, EFLAGS, and what more there is.
ended:  pushad
        push ds
        push es
        push fs
        push gs
        mov eax, ss
        push eax
        cld
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ebp, esp
        mov ecx, ss
        cmp ecx, 0x60
        jne .flat
        movzx ebp, sp
        add ebp, 0x310000
.flat:  mov ss, eax
        mov esp, ebp
report: call name
        mov eax, [ebp + 20 + 32]        ; vector
        call hex
        mov eax, [ebp + 20 + 36]
        call hex
        mov eax, [ebp + 20 + 40]        ; EIP, from the case's start if it is in its code
        mov ebx, [case]
        mov ecx, eax
        sub ecx, [ebx]
        cmp ecx, 128
        jae .far
        mov eax, ecx
.far:   call hex
        mov eax, [ebp + 20 + 44]
        and eax, 0xffff
        call hex
        mov eax, [ebp + 20 + 48]
        call hex
        mov al, '|'
        out 0xe9, al
        mov edi, 7                      ; EAX to EDI
.register:
        mov eax, [ebp + 20 + edi * 4]
        call hex
        dec edi
        jns .register
        mov al, '|'
        out 0xe9, al
        mov edi, 4                      ; DS, ES, FS, GS, SS
.segment:
        mov eax, [ebp + edi * 4]
        and eax, 0xffff
        call hex
        dec edi
        jns .segment
        mov eax, [ebp + 20 + 52]        ; two more of the stack: outer ESP and SS
        call hex
        mov eax, [ebp + 20 + 56]
        call hex
        mov al, '|'
        out 0xe9, al
        mov eax, cr0
        call hex
        mov eax, cr0                    ; memory as it is, whatever the case made of its pages
        and eax, 0x7fffffff
        mov cr0, eax
        mov eax, cr2
        call hex
        mov eax, cr4
        call hex
        mov eax, dr6
        call hex
        xor eax, eax
        str ax
        call hex
        xor eax, eax
        sldt ax
        call hex
        call accessed
        mov esi, gdt
        mov ecx, (tables_end - gdt) / 4
        call sum
        mov esi, SCRATCH
        mov ecx, 0x9000 / 4
        call sum
        mov esi, LOW
        mov ecx, 64
        call sum
        mov esi, PAGE - 0x1000
        mov ecx, 0x3000 / 4
        call sum
        mov eax, [PAGE_TABLES + 4]
        call hex
        mov eax, [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4]
        call hex
        mov eax, [WIDE_PDE]
        call hex
        mov eax, [WIDE_PTE]
        call hex
.done:  mov al, 10
        out 0xe9, al
        inc dword [run]
        jmp next_run

; Prints the case's name and the run's number.
name:   mov esi, [case]
        mov esi, [esi + 4]
.next:  lodsb
        or al, al
        jz .run
        out 0xe9, al
        jmp .next
.run:   mov al, '#'
        out 0xe9, al
        mov eax, [run]
        call hex
        mov al, ':'
        out 0xe9, al
        ret

; Prints EAX and a blank.
hex:    push ecx
        push edx
        mov edx, eax
        mov ecx, 8
.skip:  cmp ecx, 1
        je .digit
        rol edx, 4
        test dl, 15
        jnz .here
        loop .skip
.digit: rol edx, 4
.here:  mov al, dl
        and al, 15
        add al, '0'
        cmp al, '9'
        jbe .out
        add al, 'a' - '9' - 1
.out:   out 0xe9, al
        loop .digit
        mov al, ' '
        out 0xe9, al
        pop edx
        pop ecx
        ret

; Prints a checksum of which segments in GDT and LDT are marked accessed, and marks all.
accessed:
        mov eax, 0x811c9dc5
        mov esi, gdt
.next:  test byte [esi + 5], 0x10
        jz .system
        bts word [esi + 4], 8
        setc cl
        xor al, cl
        imul eax, eax, 0x01000193
        rol eax, 5
.system:
        add esi, 8
        cmp esi, gdt + 160 * 8
        jne .ldt
        mov esi, ldt
.ldt:   cmp esi, ldt + 4 * 8
        jne .next
        jmp hex

; Prints a checksum of ECX dwords at ESI.
sum:    mov edx, 0x811c9dc5
.next:  lodsd
        xor edx, eax
        imul edx, edx, 0x01000193
        rol edx, 5
        loop .next
        mov eax, edx
        jmp hex

%include "tables.asm"
%include "cases.asm"
