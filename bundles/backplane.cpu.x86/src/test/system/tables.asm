; The tables: pristine copies, from which they are made anew for each run, and the room for them.

; Fills the pristine copies and the page tables.
make:   mov edi, pristine + 0x100
        xor ecx, ecx
.descriptor:
        mov eax, ecx
        and eax, 31
        call describe                   ; EAX EDX: without DPL and P
        mov ebx, ecx
        and ebx, 31
        shl ebx, 8
        or edx, ebx
        test ecx, 32
        jz .dpl
        or edx, 0x6000
.dpl:   test ecx, 64
        jnz .p
        or edx, 0x8000
.p:     mov [edi], eax
        mov [edi + 4], edx
        add edi, 8
        inc ecx
        cmp ecx, 128
        jb .descriptor
        mov edi, pristine + (idt - gdt)
        mov ebx, entries
        xor ecx, ecx
.vector:
        mov eax, ebx
        and eax, 0xffff
        or eax, 0x80000
        stosd
        mov eax, ebx
        mov ax, 0x8e00
        cmp ecx, 3
        jb .store
        cmp ecx, 5
        ja .store
        mov ax, 0xee00
.store: stosd
        add ebx, 16
        inc ecx
        cmp ecx, 32
        jb .vector
        mov dword [pristine + (idt - gdt) + 64], 0x00580000     ; #DF: a task gate
        mov dword [pristine + (idt - gdt) + 68], 0x8500
        mov edi, pristine + (idt - gdt) + 0x80 * 8              ; gates of all types: 80h to FEh
        xor ecx, ecx
.gate:  mov eax, gates_end
        and eax, 0xffff
        or eax, 0x80000
        mov edx, gates_end
        mov dx, 0
        mov ebx, ecx
        and ebx, 15
        cmp ebx, 5
        jne .not_task
        mov eax, 0x500000
.not_task:
        cmp ebx, 8
        jae .wide
        cmp ebx, 5
        je .wide
        mov eax, gates_end - 0x100000   ; 16-bit gates reach 64 KiB
        or eax, 0x480000
        xor edx, edx
.wide:  shl ebx, 8
        or edx, ebx
        test ecx, 16
        jz .gate_dpl
        or edx, 0x6000
.gate_dpl:
        test ecx, 32
        jnz .gate_p
        or edx, 0x8000
.gate_p:
        test ecx, 64
        jz .gate_selector
        test ecx, 8
        jz .gate_selector
        mov ebx, ecx                    ; 64 to 126: to selectors that are not ring 0 code
        and ebx, 7
        shl ebx, 19
        and eax, 0xffff
        or eax, ebx
.gate_selector:
        stosd
        mov eax, edx
        stosd
        inc ecx
        cmp ecx, 127
        jb .gate
        mov eax, end_of_case
        and eax, 0xffff
        or eax, 0x80000
        stosd
        mov eax, end_of_case
        mov ax, 0xee00
        stosd
        mov edi, PAGE_TABLES
        mov eax, PAGE_TABLES + 0x1007
        mov ecx, 4
.directory:
        stosd
        add eax, 0x1000
        loop .directory
        xor eax, eax
        mov ecx, 1020
        rep stosd
        mov eax, 7
        mov ecx, 4096
.table: stosd
        add eax, 0x1000
        loop .table
        mov edi, WIDE_TABLES + 0x2000
        mov eax, 7
        mov ecx, 4096
.wide_table:
        stosd
        mov dword [edi], 0
        add edi, 4
        add eax, 0x1000
        loop .wide_table
        ret

; The tables of PAE: the first 16 MiB, each page where it is.
make_wide:
        mov edi, WIDE_TABLES
        xor eax, eax
        mov ecx, 0x2000 / 4
        rep stosd
        mov dword [WIDE_TABLES], WIDE_TABLES + 0x1001
        mov edi, WIDE_TABLES + 0x1000
        mov eax, WIDE_TABLES + 0x2007
        mov ecx, 8
.directory:
        stosd
        add edi, 4
        add eax, 0x1000
        loop .directory
        mov dword [WIDE_PTE], PAGE + 7
        mov dword [WIDE_PTE + 4], 0
        ret

; The descriptor of type EAX (S and type) in EAX and EDX.
describe:
        test eax, 16
        jz .system
        mov edx, 0x00cf0000
        test eax, 8
        jnz .segment
        test eax, 4                     ; expands down: from 1000h up
        jz .segment
        mov edx, 0x00c00000
        xor eax, eax
        ret
.segment:
        mov eax, 0xffff
        ret
.system:
        cmp eax, 2
        je .ldt
        cmp eax, 4
        je .gate16
        cmp eax, 5
        je .task
        cmp eax, 12
        je .gate32
        test eax, 1
        jz .nothing
        test eax, 4
        jnz .gate32
        mov edx, other_tss
        test eax, 8
        mov eax, 0x67
        jnz .base
        mov edx, tss16
        mov eax, 43
.base:  mov ebx, edx
        shl edx, 16
        or eax, edx
        mov edx, ebx
        shr edx, 16
        and edx, 0xff
        and ebx, 0xff000000
        or edx, ebx
        ret
.ldt:   mov edx, ldt
        mov eax, 0x1f
        jmp .base
.gate16:
        mov eax, landing - 0x100000
        or eax, 0x480000
        mov edx, 1
        ret
.task:  mov eax, 0x500000
        xor edx, edx
        ret
.gate32:
        mov eax, landing
        mov edx, eax
        and eax, 0xffff
        or eax, 0x80000
        and edx, 0xffff0000
        or edx, 2
        ret
.nothing:
        xor eax, eax
        xor edx, edx
        ret

%macro DESCRIPTOR 3                     ; base, limit, access and flags
        dw %2 & 0xffff
        dw (%1 - $$ + 0x100000) & 0xffff
        db ((%1 - $$ + 0x100000) >> 16) & 0xff
        db %3 & 0xff
        db ((%2 >> 16) & 15) | ((%3 >> 8) & 0xf0)
        db 0
%endmacro

        align 16
pristine:
        dq 0
        dq 0x00cf9b000000ffff           ; 08 code
        dq 0x00cf93000000ffff           ; 10 data
        dq 0x00cffb000000ffff           ; 18 code of ring 3
        dq 0x00cff3000000ffff           ; 20 data of ring 3
        DESCRIPTOR tss, 0x68 + 32, 0x0089
        dq 0x00cfbb000000ffff           ; 30 code of ring 1
        dq 0x00cfb3000000ffff           ; 38 data of ring 1
        DESCRIPTOR ldt, 0x1f, 0x0082
        dq 0x00409b100000ffff           ; 48 code from 1 MiB
        DESCRIPTOR other_tss, 0x67, 0x0089
        DESCRIPTOR double_tss, 0x67, 0x0089
        dq 0x0000933100000fff           ; 60 16-bit data from 310000h, 4 KiB
        dq 0x0000973100000fff           ; 68 the same, expanding down
        dq 0x00409f000000ffff           ; 70 conforming code, 64 KiB
        DESCRIPTOR other_tss, 0x66, 0x0089                      ; 78 too short
        times 16 dq 0
        times 128 dq 0
        times 256 dq 0                  ; IDT
        dq 0, 0x00cff3000000ffff, 0x00cffb000000ffff, 0         ; LDT
        dd 0, INNER, 0x10, INNER, 0x39, 0, 0, PAGE_TABLES       ; TSS
        times 17 dd 0
        dw 0, 0x68
        times 16 db 0xff                ; ports up to 7F
        db 0xff, 0, 0xf0, 0xff          ; of 80 to 9F some are free
        times 13 db 0xff
        dd 0, INNER, 0x10, 0, 0, 0, 0, PAGE_TABLES              ; the other task
        dd landing, 2, 0xa1, 0xa2, 0xa3, 0xa4, OTHER, 0xa5, 0xa6, 0xa7
        dd 0x10, 0x08, 0x10, 0x10, 0x10, 0x10, 0x40
        dw 0, 0x68
        dd 0, INNER, 0x10, 0, 0, 0, 0, PAGE_TABLES              ; double faults
        dd double_fault, 2, 0, 0, 0, 0, OWN, 0, 0, 0
        dd 0x10, 0x08, 0x10, 0x10, 0x10, 0x10, 0
        dw 0, 0x68
        dw 0, 0x7000, 0x10, 0, 0, 0, 0                          ; a 286's task
        dw landing - $$, 2, 0xb1, 0xb2, 0xb3, 0xb4, 0x800, 0xb5, 0xb6, 0xb7, 0x10, 0x48, 0x60, 0x10, 0
        align 4
pristine_end:
gdt:    times 160 dq 0
idt:    times 256 dq 0
ldt:    times 4 dq 0
tss:    times 0x68 db 0
        times 33 db 0
other_tss equ tss + 0x68 + 33
        times 0x68 * 2 db 0
double_tss equ other_tss + 0x68
tss16   equ double_tss + 0x68
        times 44 db 0
        align 4
tables_end:
        align 4
gdt_at: dw 160 * 8 - 1
        dd gdt
pristine_at:
        dw 160 * 8 - 1
        dd pristine
idt_at: dw 256 * 8 - 1
        dd idt
case:   dd 0
run:    dd 0
