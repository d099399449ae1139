; A multiboot kernel in ELF form that says on port 0x402 what its loader has done, and ends with status 33.
;
; nasm -f bin -o multiboot-guest.bin multiboot-guest.asm. Multiboot Specification 0.6.96.

        cpu 486
        bits 32

LINKED  equ 0x200000
        org LINKED

file:   db 0x7f, "ELF", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        dw 2, 3
        dd 1, start, load - file, 0, 0
        dw 0x34, 0x20, 1, 0, 0, 0
load:
        dd 1, 0, LINKED, LINKED, file_end - file, file_end - file + 4096, 7, 4096

        align 4, db 0
header: dd 0x1badb002, 3, -(0x1badb002 + 3)

start:  cmp eax, 0x2badb002
        jne fail
        lea esp, [file_end + 4096]
        mov ebp, ebx
        mov eax, [ebp]
        and eax, 0x4f                   ; memory, boot device, command line, modules, map
        cmp eax, 0x4f
        jne fail
        mov esi, [ebp + 16]             ; command line, behind the kernel's name
        call say
        cmp dword [ebp + 4], 600        ; KiB of base memory
        jb fail
        mov ecx, [ebp + 20]
        mov edi, [ebp + 24]
        jecxz .map
.module:
        mov al, '('
        out dx, al
        mov esi, [edi + 8]
        call say
        mov al, ':'
        out dx, al
        mov esi, [edi]
.byte:  lodsb
        out dx, al
        cmp esi, [edi + 4]
        jb .byte
        mov al, ')'
        out dx, al
        add edi, 16
        dec ecx
        jnz .module
.map:   mov esi, [ebp + 48]             ; the map: the RAM at 1 MiB is what mem_upper says
        mov ecx, [ebp + 44]
        add ecx, esi
.entry: cmp esi, ecx
        jae fail
        cmp dword [esi + 4], 0x100000
        jne .next
        cmp dword [esi + 20], 1
        jne fail
        mov eax, [esi + 12]
        shr eax, 10
        cmp eax, [ebp + 8]
        jne fail
        mov esi, done
        call say
        mov al, 16
        jmp exit
.next:  add esi, [esi]
        add esi, 4
        jmp .entry

fail:   mov dx, 0x402
        mov al, '!'
        out dx, al
        mov al, 0
exit:   mov dx, 0x501
        out dx, al
        cli
        hlt
        jmp exit

say:    mov dx, 0x402
.next:  lodsb
        test al, al
        jz .end
        out dx, al
        jmp .next
.end:   ret

done:   db " map good", 10, 0
file_end:
