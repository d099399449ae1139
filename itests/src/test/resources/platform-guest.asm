; A boot sector that says which parts of the platform it finds: the power management's PCI function, the tables that the
; ACPI root pointer leads to, and the event timer where it answers.
; nasm -f bin -o platform-guest.bin platform-guest.asm
        bits 16
        org 0x7c00

PM      equ 0x80000b00          ; 00:01.3
PM_ID   equ 0x71138086
HPET    equ 0xfed00000
HPET_ID equ 0x8086a201

        cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00

        mov eax, PM
        mov dx, 0xcf8
        out dx, eax
        mov dl, 0xfc
        in eax, dx
        cmp eax, PM_ID
        jne flat
        mov esi, pm
        call word4

flat:   in al, 0x92             ; A20 on, and FS reaches all of memory
        or al, 2
        and al, 0xfe
        out 0x92, al
        lgdt [gdtr]
        mov eax, cr0
        inc ax
        mov cr0, eax
        mov cx, 8
        mov fs, cx
        dec ax
        mov cr0, eax

        mov ebx, 0xe0000
root:   cmp dword [fs:ebx], 'RSD '
        jne next
        cmp dword [fs:ebx + 4], 'PTR '
        je found
next:   add ebx, 16
        cmp ebx, 0x100000
        jb root
        jmp timer

found:  mov esi, ebx
        call word4
        mov ebx, [fs:ebx + 16]  ; the RSDT
        mov ecx, [fs:ebx + 4]
        add ecx, ebx
        add ebx, 36
table:  cmp ebx, ecx
        jae timer
        mov esi, [fs:ebx]
        call word4
        add ebx, 4
        jmp table

timer:  cmp dword [dword fs:HPET], HPET_ID
        jne end
        mov esi, main
        call word4
end:    mov esi, done
        call word4
        mov dx, 0x501
        mov al, 21
        out dx, al
        hlt

; Four letters at FS:ESI and a space
word4:  mov di, 4
.letter:
        a32 fs lodsb
        out 0xe9, al
        dec di
        jnz .letter
        mov al, ' '
        out 0xe9, al
        ret

pm:     db 'PIIX'
main:   db 'tick'
done:   db 'done'

        align 8
gdt:    dq 0
        dw 0xffff, 0, 0x9200, 0xcf
gdtr:   dw gdtr - gdt - 1
        dd gdt

        times 510 - ($ - $$) db 0
        dw 0xaa55
