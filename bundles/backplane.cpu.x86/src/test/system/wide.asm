; The cases of PAE, execute disable, global pages, PSE-36 and page attributes.

; ---- PAE: the run has the low three bits of the page table entry, WP, and W and U of the directory entry

WIDE_PDE equ WIDE_TABLES + 0x1000 + (PAGE >> 21) * 8
WIDE_PTE equ WIDE_TABLES + 0x2000 + (PAGE >> 12) * 8

; The bits EAX of the page table entry and EDX of the directory's; then paging with PAE.
wide:   or eax, PAGE
        mov [WIDE_PTE], eax
        or edx, WIDE_TABLES + 0x2000 + (PAGE >> 21) * 0x1000
        mov [WIDE_PDE], edx
wide_on:
        mov word [PAGE], 0xffcd         ; INT FFh
        mov eax, cr4
        or al, 0x20
        mov cr4, eax
        mov eax, WIDE_TABLES
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        ret
set_wide:
        mov eax, cr0
        mov edx, ecx
        and edx, 8
        shl edx, 13
        or eax, edx
        mov cr0, eax
        mov eax, ecx
        and eax, 7
        mov edx, ecx
        shr edx, 3
        and edx, 6
        or edx, 1
        jmp wide
; NXE, its bit in the page table entry and in the directory's, and U of the page table entry
set_nx: mov esi, ecx
        call nxe
        mov ecx, esi
        mov eax, ecx
        shl eax, 30
        and eax, 0x80000000
        mov [WIDE_PTE + 4], eax
        mov eax, ecx
        shl eax, 29
        and eax, 0x80000000
        mov [WIDE_PDE + 4], eax
        mov eax, ecx
        shr eax, 1
        and eax, 4
        or eax, 3
        mov edx, 7
        jmp wide
; EFER.NXE as bit 0 of ECX
nxe:    mov eax, ecx
        and eax, 1
        shl eax, 11
        xor edx, edx
        mov ecx, 0xc0000080
        wrmsr
        ret

        CASE 0, 64, set_wide, "wide read"
        mov al, [PAGE + 5]
        END
        CASE 0, 64, set_wide, "wide write"
        mov [PAGE + 5], al
        END
        CASE RING3, 64, set_wide, "wide read r3"
        mov al, [PAGE + 5]
        END
        CASE RING3, 64, set_wide, "wide write r3"
        mov [PAGE + 5], al
        END
        CASE RING3, 64, set_wide, "wide run r3"
        push dword PAGE
        ret
        CASE RING3, 64, set_wide, "wide crossing r3"
        mov [PAGE - 2], eax
        END
        CASE 0, 16, set_nx, "nx read"
        mov al, [PAGE + 5]
        END
        CASE 0, 16, set_nx, "nx run"
        push dword PAGE
        ret
        CASE RING3, 16, set_nx, "nx read r3"
        mov al, [PAGE + 5]
        END
        CASE RING3, 16, set_nx, "nx write r3"
        mov [PAGE + 5], al
        END
        CASE RING3, 16, set_nx, "nx run r3"
        push dword PAGE
        ret
        CASE RING3, 16, set_nx, "nx run after read r3"
        mov al, [PAGE + 5]
        push dword PAGE
        ret

; ---- one more bit in an entry: the run's low six bits, and NXE

; Sets bit number ECX in the 64 bits at EDI, ECX being taken from runs 0 to 127.
set_bit:
        mov esi, ecx
        shr ecx, 6
        call nxe
        mov ecx, esi
        and ecx, 63
        bts dword [edi], ecx            ; reaches beyond its operand
        mov ecx, esi
        ret
; The addresses in directories stay within both machines' memory.
%macro STAY 0
        mov eax, ecx
        and eax, 63
        cmp eax, 25
        jb %%stays
        cmp eax, 35
        ja %%stays
        END
%%stays:
%endmacro
set_pte_bit:
        mov edi, WIDE_PTE
        call set_bit
        jmp wide_on
        CASE 0, 128, set_pte_bit, "wide pte bit"
        mov al, [PAGE + 5]
        xor eax, eax
        END
        CASE RING3, 128, set_pte_bit, "wide pte bit r3"
        mov al, [PAGE + 5]
        xor eax, eax
        END
set_pde_bit:
        mov edi, WIDE_PDE
        call set_bit
        jmp wide_on
        CASE 0, 128, set_pde_bit, "wide pde bit"
        STAY
        mov al, [PAGE + 5]
        xor eax, eax
        END
set_large_bit:
        mov dword [WIDE_PDE], 0x400087
        mov edi, WIDE_PDE
        call set_bit
        jmp wide_on
        CASE 0, 128, set_large_bit, "wide 2 MiB bit"
        mov al, [PAGE + 5]
        mov [PAGE + 0x800], al
        xor eax, eax
        END
        CASE RING3, 128, set_large_bit, "wide 2 MiB bit r3"
        mov al, [PAGE + 5]
        xor eax, eax
        END

; The second of the four pointers, which a load of CR3 reads and checks.
set_pointer:
        mov dword [WIDE_TABLES + 8], WIDE_TABLES + 0x1001
        mov edi, WIDE_TABLES + 8
        jmp set_bit
        CASE 0, 128, set_pointer, "wide pointer bit"
        STAY
        call wide_on
        mov al, [0x40000000 + PAGE + 5]
        xor eax, eax
        END
set_absent_pointer:
        mov edi, WIDE_TABLES + 8
        and ecx, 63
        jz .none
        jmp set_bit
.none:  ret
        CASE 0, 64, set_absent_pointer, "wide absent pointer bit"
        call wide_on
        mov al, [0x40000000 + PAGE + 5]
        END
        CASE 0, 2, wide_on, "wide pointer stays"
        mov dword [WIDE_TABLES + 8], WIDE_TABLES + 0x1001
        test ecx, ecx
        jz .kept
        mov eax, cr3
        mov cr3, eax
.kept:  mov al, [0x40000000 + PAGE + 5]
        mov dword [WIDE_TABLES + 8], 0
        mov bl, [0x40000000 + PAGE + 0x1005]
        END

; ---- global pages: an entry changes behind the processor's back, then the run says by what it may notice

; Bit 0 global, bit 1 PGE
set_global:
        mov eax, ecx
        and eax, 2
        shl eax, 6
        mov cr4, eax
        mov eax, ecx
        and eax, 1
        shl eax, 8
        or eax, PAGE + 7
        mov [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], eax
        mov dword [PAGE], 0x1111
        mov dword [PAGE - 0x1000], 0x2222
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        ret
set_wide_global:
        mov eax, ecx
        and eax, 2
        shl eax, 6
        or eax, 0x20
        mov cr4, eax
        mov eax, ecx
        and eax, 1
        shl eax, 8
        or eax, PAGE + 7
        mov [WIDE_PTE], eax
        call wide_on
        mov dword [PAGE], 0x1111
        mov dword [PAGE - 0x1000], 0x2222
        ret
; Bits 2 and 3 of the run: CR3, CR4.PGE twice, INVLPG, CR0.PG twice
%macro NOTICES 1                        ; the entry
        mov ebx, [PAGE]
        sub dword [%1], 0x1000
        shr ecx, 2
        jz %%cr3
        dec ecx
        jz %%cr4
        dec ecx
        jz %%invlpg
        mov eax, cr0
        btr eax, 31
        mov cr0, eax
        bts eax, 31
        mov cr0, eax
        jmp %%look
%%invlpg:
        invlpg [PAGE]
        jmp %%look
%%cr4:   mov eax, cr4
        btc eax, 7
        mov cr4, eax
        btc eax, 7
        mov cr4, eax
        jmp %%look
%%cr3:   mov eax, cr3
        mov cr3, eax
%%look:  mov edx, [PAGE]
        mov dword [%1], PAGE + 7        ; nothing stays behind for the next run
        invlpg [PAGE]
        END
%endmacro
        CASE 0, 16, set_global, "global"
        NOTICES PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4
        CASE 0, 16, set_wide_global, "wide global"
        NOTICES WIDE_PTE

; ---- PSE-36 and page attributes

set_large:                              ; bits 12 to 21 of a 4 MiB page, one after the other
        mov eax, 0x1000
        shl eax, cl
        or eax, 0x400087
        mov [PAGE_TABLES + 12], eax
        mov eax, 0x10
        mov cr4, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        ret
        CASE 0, 10, set_large, "PSE-36"
        mov eax, [0xc00000]
        mov [0xc01234], al
        mov eax, [PAGE_TABLES + 12]
        END
        CASE RING3, 10, set_large, "PSE-36 r3"
        mov eax, [0xc00000]
        xor eax, eax
        END
set_attribute:                          ; PWT, PCD and PAT of a page, then CD of CR0
        mov eax, ecx
        and eax, 3
        shl eax, 3
        mov edx, ecx
        and edx, 4
        shl edx, 5
        lea eax, [eax + edx + PAGE + 7]
        mov [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], eax
        and ecx, 8
        shl ecx, 27
        mov eax, cr0
        or eax, ecx
        or eax, 0x80000000
        mov cr0, eax
        ret
        CASE RING3, 16, set_attribute, "attributes r3"
        mov [PAGE + 8], esi
        mov ebx, [PAGE + 8]
        END
