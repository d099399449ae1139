; The cases of paging and of tasks.

; ---- paging: the run has the low three bits of the page table entry, WP, and W and U of the directory entry

set_page:
        mov eax, ecx
        and eax, 7
        or eax, PAGE
        mov [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], eax
        mov eax, ecx
        shr eax, 3
        and eax, 6
        or eax, 1
        mov edx, [PAGE_TABLES + 4]
        and edx, ~7
        or edx, eax
        mov [PAGE_TABLES + 4], edx
        or dword [PAGE_TABLES + 4], 1
        mov byte [PAGE], 0xcd           ; INT FFh
        mov byte [PAGE + 1], 0xff
        mov eax, cr0
        mov edx, ecx
        and edx, 8
        shl edx, 13
        or eax, edx
        or eax, 0x80000000
        mov cr0, eax
        ret
set_present:
        mov ecx, 0x3f
        jmp set_page
        CASE 0, 64, set_page, "page read"
        mov al, [PAGE + 5]
        END
        CASE 0, 64, set_page, "page write"
        mov [PAGE + 5], al
        END
        CASE 0, 64, set_page, "page run"
        push dword PAGE
        ret
        CASE RING3, 64, set_page, "page read r3"
        mov al, [PAGE + 5]
        END
        CASE RING3, 64, set_page, "page write r3"
        mov [PAGE + 5], al
        END
        CASE RING3, 64, set_page, "page xchg r3"
        xchg [PAGE + 5], al
        END
        CASE RING3, 64, set_page, "page run r3"
        push dword PAGE
        ret
set_page_nxe:                           ; without PAE there is no execute disable, whatever EFER says
        mov esi, ecx
        mov ecx, 1
        call nxe
        mov ecx, esi
        jmp set_page
        CASE RING3, 64, set_page_nxe, "page run nxe r3"
        push dword PAGE
        ret
        CASE RING3, 64, set_page, "page crossing r3"
        mov [PAGE - 2], eax
        END
        CASE RING3, 64, set_page, "page stack r3"
        mov esp, PAGE + 0x10
        pushad
        END
        CASE RING3, 64, set_page, "page movs r3"
        mov ecx, 0x20
        mov esi, STACK3 - 0x100
        mov edi, PAGE - 0x20
        rep movsd
        END
        CASE 0, 1, set_present, "invlpg"
        mov byte [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], 7
        mov al, [PAGE + 5]
        and dword [PAGE_TABLES + 0x1000 + (PAGE >> 12) * 4], ~1
        invlpg [PAGE]
        mov al, [PAGE + 5]
        END
        CASE 0, 32, set_page, "4 MiB pages"
        mov eax, cr4
        or al, 0x10
        mov cr4, eax
        mov eax, 0x400087
        test ecx, 16
        jz .low
        or eax, 0x200000
.low:   mov [PAGE_TABLES + 12], eax
        mov eax, [0xc00000]
        mov [0xc01234], al
        mov eax, [PAGE_TABLES + 12]
        END

; ---- tasks

        CASE 0, 1, 0, "task jmp"
        jmp 0x50:0
        CASE 0, 1, 0, "task call"
        call 0x50:0
        CASE 0, 1, 0, "task call busy"
        call 0x28:0
        CASE 0, 1, 0, "task jmp short"
        jmp 0x78:0
        CASE RING3, 1, 0, "task call r3"
        call 0x50:0
        CASE RING3, 1, 0, "task gate r3"
        call 0x100 + (32 + 5) * 8:0
        CASE 0, 1, 0, "task iret"
        mov word [tss], 0x50
        mov byte [gdt + 0x55], 0x8b
        pushfd
        or dword [esp], 0x4000
        popfd
        iretd
        CASE 0, 1, 0, "task iret idle"
        mov word [tss], 0x50
        pushfd
        or dword [esp], 0x4000
        popfd
        iretd
set_state:                              ; a bad selector in one of the new task's registers
        mov eax, ecx
        and eax, 7
        mov word [other_tss + 0x48 + eax * 4], 0x100
        mov eax, ecx
        shr eax, 3
        mov edx, [.bad + eax * 4]
        mov eax, ecx
        and eax, 7
        mov [other_tss + 0x48 + eax * 4], dx
        ret
.bad:   dd 0, 0x40, 0x23, 0x1b, 0x100 + 66 * 8, 0xff8, 0x30, 0x60
        CASE 0, 64, set_state, "task state"
        jmp 0x50:0
set_v86_task:
        mov dword [other_tss + 36], 0x20002
        mov dword [other_tss + 32], 0
        mov dword [other_tss + 0x4c], LOW >> 4
        mov word [LOW], 0xffcd
        ret
        CASE 0, 1, set_v86_task, "task v86"
        jmp 0x50:0
set_trap:
        mov byte [other_tss + 100], 1
        ret
        CASE 0, 1, set_trap, "task trap"
        jmp 0x50:0
        CASE 0, 1, 0, "double fault"
        mov word [idt + 13 * 8 + 2], 0x100 + 70 * 8
        mov eax, 0xffff
        mov ds, eax
